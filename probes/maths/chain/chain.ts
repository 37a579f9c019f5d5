import type { Matrix } from '#probes/maths/algebra/linear-algebra.ts'
import type { ActivationName } from './activations.ts'

/** One dense layer, h = gain · φ(h′ · weight + bias). */
export interface DenseLayer {
  readonly name: string
  /** [in, out]: a row of activations times this. */
  readonly weight: Matrix
  /** [out], and the name of its own; null where there is none. */
  readonly bias: { readonly name: string; readonly values: Float32Array | Float64Array } | null
  /** `linear` for the last. */
  readonly activation: ActivationName
  /** 1 if left out. What a parametrization multiplies the next product by stands here: the weights stay those that are trained. */
  readonly gain?: number
}

/** Whether a layer gives its preactivations as they are. */
export function isIdentity({ activation, gain = 1 }: Pick<DenseLayer, 'activation' | 'gain'>): boolean {
  return activation === 'linear' && gain === 1
}

/** Examples as a chain reads them. */
export interface Examples {
  /** [n, in] */
  readonly inputs: Matrix
  /** [n, C]: what the mean squared error aims at; one-hot rows, or probabilities, under cross-entropy. */
  readonly targets: Matrix
  /** [n], or null where the task has no classes */
  readonly labels: Int32Array | null
}

/**
 * How the loss of a batch is made of squares or of log-probabilities: `mean` over samples and outputs (PyTorch's
 * MSELoss; over samples for cross-entropy), `batch-mean` sums outputs and averages samples, `half-batch-mean` is half of
 * that (Cohen et al. 2021), `sum` adds everything up.
 */
export const REDUCTIONS = ['mean', 'batch-mean', 'half-batch-mean', 'sum'] as const
export type Reduction = (typeof REDUCTIONS)[number]

export interface LossKind {
  readonly kind: 'mse' | 'cross-entropy'
  readonly reduction: Reduction
  /** Of cross-entropy: what divides the logits before their softmax. 1 where it is left out. */
  readonly temperature?: number
}

/**
 * A network that is a chain of dense layers, as plain data: what kernels, per-example gradients and signal propagation
 * are computed from, in the precision of its matrices.
 */
export interface Chain {
  readonly layers: readonly DenseLayer[]
  readonly loss: LossKind
  /** The fixed probe batch. */
  readonly probe: Examples
  readonly train: Examples
  readonly test: Examples | null
}
