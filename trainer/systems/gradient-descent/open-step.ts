import type { Tensor, Tensor2D } from '@tensorflow/tfjs-core'
import type { Layers, Matrices, OptimizerFacts, SplitOutcome } from '#probes/inputs.ts'
import type { Matrix } from '#probes/maths/algebra/linear-algebra.ts'
import type { WeightsByLayer } from '#trainer/models/index.ts'
import type { Returned } from '../diffusion/returned.ts'
import type { SecondNetwork } from '../other-source.ts'
import type { ByLayer, Tf } from '#trainer/tensors/index.ts'
import type { RunConstants } from './run-constants.ts'

/** Where a training stands: weights here and on the device, and what the last steps left. */
export interface StepView {
  readonly weights: WeightsByLayer
  readonly tensors: ByLayer
  /** Weights one and two steps ago, and the gradient one step ago; null where there was none. */
  readonly before: WeightsByLayer | null
  readonly twoBefore: WeightsByLayer | null
  readonly previousGradients: Layers | null
  /** The network that is trained beside it, where it stands at this step, if there is one. */
  readonly twin?: (() => SecondNetwork) | null
  readonly facts: () => Omit<OptimizerFacts, 'isFullBatch' | 'batchSize'>
}

/** A step that lies open: where the training stands, what lasts from step to step, and what is computed once a step. */
export interface OpenStep extends StepView {
  readonly step: number
  readonly tf: Tf
  readonly initialWeights: WeightsByLayer
  readonly constants: RunConstants
  /** On the examples of the next update. */
  readonly pass: () => { readonly gradients: Layers }
  /** On the whole training split: the answers, and the gradient, which is that of the update where it sees all. */
  readonly trained: () => Answers
  readonly slope: () => Layers
  readonly tested: () => Answers
  /** On the split out of the distribution. */
  readonly elsewhere: () => Answers
  /** On the probe batch. */
  readonly probed: () => { readonly hidden: Matrices; readonly logits: Matrix }
  /** Of a model that tells noise: how many of its training points find back. */
  readonly returned: () => Returned
  readonly elapsedSeconds: () => number
  /** Keeps a tensor until the step is released. */
  readonly keep: <T extends Tensor>(tensor: T) => T
}

interface Answers {
  readonly logits: Tensor2D
  readonly outcome: SplitOutcome
}
