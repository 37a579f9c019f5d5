import { openStream } from '#src/vocabulary/random.ts'
import type { Model, WeightsByLayer } from './model.ts'

/** What a network is at step 0 of a run of this seed. */
export function firstWeights(model: Pick<Model, 'initialWeights'>, seed: number): WeightsByLayer {
  // A stream's name is part of the numbers of every run that there is: it keeps its spelling.
  return model.initialWeights(openStream(seed, 'initialisation'))
}
