import { firstWeights } from '#trainer/models/index.ts'
import { assertAnswers } from '#trainer/systems/index.ts'
import type { Experiment } from './define.ts'

/** Throws where the network of an experiment, at its own settings, does not give what its task asks for: what a run would begin with. */
export function assertTrains({ recipe, parameters, seed }: Experiment): void {
  if (recipe === undefined) return
  const standard = Object.fromEntries(parameters.map((card) => [card.key, card.default]))
  const made = recipe(standard, seed)
  assertAnswers(made, firstWeights(made.model, seed))
}
