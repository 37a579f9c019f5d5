import type { Tensor, Tensor2D } from '@tensorflow/tfjs-core'
import type { ByLayer, Tf } from '#trainer/tensors/index.ts'
import type { InitialDraw } from './weights.ts'

/** What flows from layer to layer: a row for each position of each example, those of one example together. */
export interface Flow {
  /** [examples · positions, width]; where tokens come in, [examples · positions] of them, int32. */
  readonly rows: Tensor2D
  readonly positions: number
}

/** Weights of a layer: what they are called in the network, and how they begin. */
export interface WeightCard {
  readonly name: string
  readonly shape: readonly number[]
  readonly begins: InitialDraw
}

/**
 * A part of a network: its weights, the way forward, and the way back. Both are written in operations that
 * `trainer/models/rates.ts` knows, so that exact Hessian products come for free.
 */
export interface NetworkLayer {
  /** The width of the rows that it takes, or tokens; null where it takes any width. */
  readonly from: number | 'tokens' | null
  /** The width of the rows that it gives; null where that is the width of those it takes. */
  readonly to: number | null
  /** In the order in which they are drawn. */
  readonly weights: readonly WeightCard[]
  /** Whether its positions attend to each other, so that there are shares to be shown. */
  readonly attends?: boolean
  readonly through: (tf: Tf, weights: ByLayer, x: Flow) => Passed
}

/** A flow that went through a layer, and the way back. */
export interface Passed {
  readonly y: Flow
  /** What probes may look at, by its name in the network. */
  readonly hidden?: Readonly<Record<string, Flow>>
  /** [examples, heads, positions that ask, positions that are seen], rows of sum 1, by the name of the layer */
  readonly attention?: ByLayer
  readonly back: (slope: Tensor2D) => Slopes
}

export interface Slopes {
  /** ∂loss/∂x, computed when somebody before this layer wants it; null where tokens came in. */
  readonly x: (() => Tensor2D) | null
  /** ∂loss/∂weights, by their names. */
  readonly weights: ByLayer
}

/** How many examples a flow is of. */
export function examplesIn({ rows, positions }: Flow): number {
  return rows.shape[0] / positions
}

/** The weights of this name, as a matrix. */
export function matrix(weights: ByLayer, name: string): Tensor2D {
  return weights[name] as Tensor2D
}

/** Rows as [examples, positions, width]. */
export function byExample(tf: Tf, flow: Flow): Tensor {
  return tf.reshape(flow.rows, [examplesIn(flow), flow.positions, flow.rows.shape[1]])
}

/** The other way: the positions of all examples below each other. */
export function asRows(tf: Tf, x: Tensor): Tensor2D {
  const [examples, positions, width] = x.shape as [number, number, number]
  return tf.reshape(x, [examples * positions, width])
}
