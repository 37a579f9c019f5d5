import type { OwnRun } from '#src/vocabulary/index.ts'
import type { Model, WeightsByLayer } from '#trainer/models/index.ts'

/** A second network to hold this one against: its weights, and the model that computes with them. */
export interface SecondNetwork {
  readonly name: string
  readonly weights: WeightsByLayer
  readonly model: Model
}

/** One that was asked for, by a name like `run-id@400` or `weights.safetensors`. */
export interface OtherSource extends SecondNetwork {
  /** What its model is made from, so that another process can make it too. */
  readonly made: Pick<OwnRun, 'experiment' | 'source' | 'parameters' | 'seed'>
}
