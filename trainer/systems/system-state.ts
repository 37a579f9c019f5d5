import type { Layers } from '#probes/inputs.ts'
import type { WeightsByLayer } from '#trainer/models/model.ts'
import type { OptimizerState } from '#trainer/optimizers/optimizer.ts'

/** All that training needs to go on from a step as if it had never stopped. */
export interface TrainingState {
  readonly step: number
  readonly weights: WeightsByLayer
  readonly optimizer: OptimizerState
  /** One step ago; null at step 0. */
  readonly before: WeightsByLayer | null
  /** Two steps ago; null before step 2. */
  readonly twoBefore: WeightsByLayer | null
  /** The gradient of the last update, in float32; null at step 0. */
  readonly previousGradients: Layers | null
}
