import type * as tfjs from '@tensorflow/tfjs-core'
import type { ByLayer, Tf } from '#probes/define.ts'
import type { RandomStream } from '#src/vocabulary/random.ts'
import type { Pairs } from '#trainer/tasks/modular.ts'

/** A layer's weights on the host: the shape, and the values row by row. */
export interface Weights {
  readonly shape: readonly number[]
  readonly values: Float32Array
}
export type WeightsByLayer = Readonly<Record<string, Weights>>

/** Examples where the backend computes, with whatever the model prepared of them once and for all. */
export interface Batch {
  readonly size: number
  /** The right answers as one-hot rows, [size, classes]. */
  readonly targets: tfjs.Tensor2D
  /** The same as numbers, on the host. */
  readonly answers: Int32Array
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

/** A network on pairs of residues. Its gradient is written by hand: the tape takes half as long again. */
export interface Model<B extends Batch = Batch> {
  initialWeights(stream: RandomStream): WeightsByLayer
  batch(tf: Tf, pairs: Pairs): B
  /** A model reads its own batches only. */
  forward(tf: Tf, weights: ByLayer, batch: B): Pass
  /** The logits alone, where nothing goes back: equal to those of `forward` to the bit, and cheaper. */
  logits(tf: Tf, weights: ByLayer, batch: B): tfjs.Tensor2D
  /** [neurons, modulus] each: see `residueWeights` of the probes' needs. */
  residueWeights(tf: Tf, weights: ByLayer): ByLayer<tfjs.Tensor2D>
}

/** Independent normal weights of one standard deviation. */
export function normalWeights(stream: RandomStream, shape: readonly number[], deviation: number): Weights {
  const size = shape.reduce((product, length) => product * length, 1)
  return { shape, values: Float32Array.from({ length: size }, () => deviation * stream.normal()) }
}
