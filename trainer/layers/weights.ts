import type { RandomStream } from '#src/vocabulary/random.ts'

/** A layer's weights on the host: the shape, and the values row by row. */
export interface Weights {
  readonly shape: readonly number[]
  readonly values: Float32Array
}

/** How weights of a shape begin. */
export type InitialDraw = (stream: RandomStream, shape: readonly number[]) => Weights

export const normal =
  (deviation: number): InitialDraw =>
  (stream, shape) =>
    normalWeights(stream, shape, deviation)

/** Evenly between −bound and bound. */
export const even =
  (bound: number): InitialDraw =>
  (stream, shape) => ({ shape, values: filled(shape, () => bound * (2 * stream.uniform() - 1)) })

/** The same number everywhere; nothing is drawn. */
export const constant =
  (value: number): InitialDraw =>
  (_stream, shape) => ({ shape, values: filled(shape, () => value) })

/** Independent normal weights of one standard deviation. */
export function normalWeights(stream: RandomStream, shape: readonly number[], deviation: number): Weights {
  return { shape, values: filled(shape, () => deviation * stream.normal()) }
}

function filled(shape: readonly number[], value: () => number): Float32Array {
  return Float32Array.from({ length: shape.reduce((product, length) => product * length, 1) }, value)
}
