import type * as tfjs from '@tensorflow/tfjs-core'
import type { Matrix } from '#probes/maths/algebra/linear-algebra.ts'
import type { DenseLayer, Examples } from '#probes/maths/chain/chain.ts'
import type { RandomStream } from '#src/vocabulary/random.ts'
import type { Split } from '#trainer/data/index.ts'
import type { Weights } from '#trainer/layers/index.ts'
import type { ByLayer, Tf } from '#trainer/tensors/index.ts'

export type WeightsByLayer = Readonly<Record<string, Weights>>

/** Examples where the backend computes, with whatever the model prepared of them once and for all. */
export interface Batch {
  readonly size: number
  /** What the outputs aim at, [size, classes]: one-hot rows where the answer is a class. */
  readonly targets: tfjs.Tensor2D
  /** The right classes, on the host; null where the answers are no classes. */
  readonly answers: Int32Array | null
}

/** One forward pass, and the way back through it. */
export interface Pass {
  /** [batch, classes] */
  readonly logits: tfjs.Tensor2D
  /** [batch, width] each */
  readonly hidden: ByLayer<tfjs.Tensor2D>
  /** From ∂loss/∂logits to the gradient of every layer. */
  backward(logitGradient: tfjs.Tensor2D): ByLayer
}

/**
 * A network on one kind of examples. Its gradient is written by hand or follows from its layers: the tape takes half as
 * long again, and is for a model whose way back nobody wrote. What not every
 * network has is optional, and an experiment provides the needs that it stands for only where its model has it.
 */
export interface Model<B extends Batch = Batch, S extends Split = Split> {
  /** The name of the last layer, [width, classes]; null where its weights do not learn; nothing where it ends otherwise. */
  readonly head?: string | null
  /** Whether its gradient is left to TensorFlow.js's tape (see `taped.ts`): there are no Hessian products then. */
  readonly isTaped?: true
  initialWeights(stream: RandomStream): WeightsByLayer
  batch(tf: Tf, split: S): B
  /** A model reads its own batches only. */
  forward(tf: Tf, weights: ByLayer, batch: B): Pass
  /**
   * The logits alone, where nothing goes back: equal to those of `forward` to the bit, and cheaper. So it may differ from
   * `forward` in operations on single numbers that IEEE 754 rounds alike, as x + y and x − (−y), and in no sum or product
   * of matrices, whose order is the kernel's.
   */
  logits(tf: Tf, weights: ByLayer, batch: B): tfjs.Tensor2D
  /** The network as a chain of dense layers, its matrices the weights themselves. */
  chain?(weights: WeightsByLayer): readonly DenseLayer[]
  /** What that chain reads: a pair of residues is two one-hot vectors side by side. */
  examples?(split: S): Examples
  /** Of a committee, the weights of each unit, [K, N]: see `teacher` of the probes' needs. */
  units?(weights: WeightsByLayer): Matrix
  /** [neurons, modulus] each: see `residueWeights` of the probes' needs. */
  residueWeights?(tf: Tf, weights: ByLayer): ByLayer<tfjs.Tensor2D>
  /** [batch, positions] a head (`attn.h0`, …), rows of sum 1 */
  attention?(tf: Tf, weights: ByLayer, batch: B): ByLayer<tfjs.Tensor2D>
}
