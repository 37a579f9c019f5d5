import type { Matrix } from '../algebra/linear-algebra.ts'

/** What probes of kinds curve, points and histogram give: matrices whose columns have a meaning (src/vocabulary/frame-columns.ts). */

/** A curve through (x₁, y₁), (x₂, y₂), … in this order. */
export function curveOf(x: ArrayLike<number>, y: ArrayLike<number>): Matrix {
  return rowsOf(Array.from(x, (at, i) => [at, y[i] ?? NaN]))
}

/** A point, by what its picture shows and what it is called. */
export interface PointAt {
  readonly facet?: number
  readonly label: number
  readonly x: number
  readonly y: number
}

/** How far what a point stands for is spread about it: half axes of an ellipse, and the angle of the longer one. */
export interface Spread {
  readonly major: number
  readonly minor: number
  readonly angle: number
}

/** Points in the order in which a path joins them. */
export function pointsOf(points: readonly PointAt[]): Matrix {
  return rowsOf(points.map(placeOf))
}

/** The same with an ellipse about each. */
export function spreadPointsOf(points: readonly (PointAt & Spread)[]): Matrix {
  return rowsOf(points.map((point) => [...placeOf(point), point.major, point.minor, point.angle]))
}

/** Bins that follow each other, `edges` one more than `shares`, and how much of the whole is in each. */
export function histogramOf(edges: ArrayLike<number>, shares: ArrayLike<number>): Matrix {
  return rowsOf(Array.from(shares, (share, bin) => [edges[bin] ?? NaN, edges[bin + 1] ?? NaN, share]))
}

function placeOf({ facet = 0, label, x, y }: PointAt): number[] {
  return [facet, label, x, y]
}

function rowsOf(rows: readonly (readonly number[])[]): Matrix {
  return { rows: rows.length, cols: rows[0]?.length ?? 0, data: Float64Array.from(rows.flat()) }
}
