import type { LoggedCommand } from '#src/vocabulary/index.ts'
import type { Optimiser } from './optimisers/optimiser.ts'
import type { Plan } from './plan.ts'
import { parametersAt } from './settings.ts'
import type { Training } from './training.ts'

/** The optimiser that makes the update from this step on to the next: every setting that was changed by then holds. */
export function optimiserAt(
  { experiment, parameters, seed }: Plan,
  log: readonly LoggedCommand[],
  step: number,
): Optimiser {
  return experiment.recipe(parametersAt(parameters, log, step), seed).optimiser
}

/** Lets the next update follow what was set at this step. The step itself was observed before, and shows what held then. */
export function followSettings(training: Training, plan: Plan, log: readonly LoggedCommand[]): void {
  const isChanged = log.some(({ step, command }) => command.type === 'set' && step === training.step)
  if (isChanged) training.follow(optimiserAt(plan, log, training.step))
}
