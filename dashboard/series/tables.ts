import { matrixOfFrame } from '#src/vocabulary/index.ts'

/** Frames of the kinds that travel as matrices with named columns (src/vocabulary/frame-columns.ts), as what they mean. */

/** A curve: its places, in the order in which they are joined. */
export interface CurveFrame {
  readonly x: Float64Array
  readonly y: Float64Array
}

/** A point of a picture, and how far what it stands for is spread about it, where that is said. */
export interface LabeledPoint {
  readonly label: number
  readonly x: number
  readonly y: number
  readonly spread: { readonly major: number; readonly minor: number; readonly angle: number } | null
}

/** One picture of points: what it shows, of those that differ in that. */
export interface PointFacet {
  readonly facet: number
  readonly points: readonly LabeledPoint[]
}

export interface Bin {
  readonly from: number
  readonly to: number
  readonly share: number
}

export function curveOfFrame(frame: Float64Array): CurveFrame {
  const { rows, cols, data } = matrixOfFrame(frame)
  const column = (at: number) => Float64Array.from({ length: rows }, (_, row) => data[row * cols + at] ?? NaN)
  return { x: column(0), y: column(1) }
}

/** Pictures in the order in which they come. */
export function facetsOfFrame(frame: Float64Array): PointFacet[] {
  const facets = new Map<number, LabeledPoint[]>()
  for (const [facet = NaN, label = NaN, x = NaN, y = NaN, ...ellipse] of rowsOfFrame(frame)) {
    const [major, minor, angle] = ellipse
    const spread = major === undefined || minor === undefined || angle === undefined ? null : { major, minor, angle }
    const points = facets.get(facet) ?? []
    points.push({ label, x, y, spread })
    facets.set(facet, points)
  }
  return [...facets].map(([facet, points]) => ({ facet, points }))
}

export function binsOfFrame(frame: Float64Array): Bin[] {
  return rowsOfFrame(frame).map(([from = NaN, to = NaN, share = NaN]) => ({ from, to, share }))
}

export function rowsOfFrame(frame: Float64Array): number[][] {
  const { rows, cols, data } = matrixOfFrame(frame)
  return Array.from({ length: rows }, (_, row) => [...data.subarray(row * cols, (row + 1) * cols)])
}

/** Something of a frame that many steps are compared by, computed once a frame: frames do not change. */
export function onceAFrame<R>(compute: (frame: Float64Array) => R): (frame: Float64Array) => R {
  const known = new WeakMap<Float64Array, { readonly result: R }>()
  return (frame) => {
    const held = known.get(frame) ?? { result: compute(frame) }
    known.set(frame, held)
    return held.result
  }
}
