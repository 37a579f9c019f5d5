import type { RiseShape } from './rise-shapes.ts'

/** A series that may rise or fall once. */
export interface RiseData {
  /** Where its points lie: steps, or their logarithms. */
  readonly places: readonly number[]
  readonly values: readonly number[]
  /** How many points each lies after the one before it: more than 1 where points between were left out. */
  readonly gaps: readonly number[]
  /** The correlation of the noise of two successive points. */
  readonly correlation: number
}

export interface RiseCandidate {
  readonly onset: number
  readonly width: number
  readonly before: number
  readonly height: number
  /** The sum of squares of the whitened residuals. */
  readonly squares: number
  /** Of the normal equations of level and height. */
  readonly determinant: number
}

/** The same, prepared to be fitted at many onsets and widths. */
export interface WhitenedRise {
  readonly size: number
  readonly from: number
  readonly to: number
  /** Logarithms of the least and largest width that are tried: half the mean distance of two points, and thrice all that is seen. */
  readonly narrow: number
  readonly wide: number
  /** Level and height by linear least squares of what each point brings that the one before does not predict. */
  readonly at: (onset: number, width: number) => RiseCandidate
}

export function whitenedRise({ places, values, gaps, correlation }: RiseData, shape: RiseShape): WhitenedRise {
  const size = places.length
  const rhos = Float64Array.from(gaps, (gap, i) => (i === 0 ? 0 : correlation ** gap))
  const roots = rhos.map((rho) => 1 / Math.sqrt(1 - rho * rho))
  const ones = roots.map((root, i) => root * (1 - rhos[i]!))
  const brought = roots.map((root, i) => root * (values[i]! - (i === 0 ? 0 : rhos[i]! * values[i - 1]!)))
  let [oo, oy, yy] = [0, 0, 0]
  for (let i = 0; i < size; i++) {
    oo += ones[i]! * ones[i]!
    oy += ones[i]! * brought[i]!
    yy += brought[i]! * brought[i]!
  }
  const [from, to] = [places[0]!, places.at(-1)!]
  const at = (onset: number, width: number): RiseCandidate => {
    let [os, ss, sy] = [0, 0, 0]
    let last = 0
    for (let i = 0; i < size; i++) {
      const now = shape((places[i]! - onset) / width)
      const s = roots[i]! * (now - rhos[i]! * last)
      os += ones[i]! * s
      ss += s * s
      sy += s * brought[i]!
      last = now
    }
    const determinant = oo * ss - os * os
    if (!(determinant > 1e-12 * oo * ss)) {
      return { onset, width, before: oy / oo, height: 0, squares: yy - (oy * oy) / oo, determinant: 0 }
    }
    const before = (ss * oy - os * sy) / determinant
    const height = (oo * sy - os * oy) / determinant
    return { onset, width, before, height, squares: Math.max(0, yy - before * oy - height * sy), determinant }
  }
  const [narrow, wide] = [Math.log((0.5 * (to - from)) / size), Math.log(3 * (to - from))]
  return { size, from, to, narrow, wide, at }
}
