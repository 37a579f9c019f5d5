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
  /** How much what each point brings counts: less where the noise has an outlier. All the same where left out. */
  readonly weights?: readonly number[]
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

export function whitenedRise({ places, values, gaps, correlation, weights }: RiseData, shape: RiseShape): WhitenedRise {
  const size = places.length
  const spots = Float64Array.from(places)
  const rhos = Float64Array.from(gaps, (gap, i) => (i === 0 ? 0 : correlation ** gap))
  const roots = rhos.map((rho, i) => Math.sqrt((weights?.[i] ?? 1) / (1 - rho * rho)))
  const ones = roots.map((root, i) => root * (1 - rhos[i]!))
  const brought = roots.map((root, i) => root * (values[i]! - (i === 0 ? 0 : rhos[i]! * values[i - 1]!)))
  // Sums over each point and all after it: where the rise is over, it is a level like the first.
  const [onesFrom, bothFrom] = [new Float64Array(size + 1), new Float64Array(size + 1)]
  let yy = 0
  for (let i = size - 1; i >= 0; i--) {
    onesFrom[i] = onesFrom[i + 1]! + ones[i]! * ones[i]!
    bothFrom[i] = bothFrom[i + 1]! + ones[i]! * brought[i]!
    yy += brought[i]! * brought[i]!
  }
  const [oo, oy] = [onesFrom[0]!, bothFrom[0]!]
  const [from, to] = [spots[0]!, spots[size - 1]!]
  const at = (onset: number, width: number): RiseCandidate => {
    const first = placeOf(spots, onset + shape.begins * width)
    // The first point at which it is over follows from one at which it may not be.
    const over = Math.min(size, placeOf(spots, onset + shape.ends * width) + 1)
    let [os, ss, sy] = [onesFrom[over]!, onesFrom[over]!, bothFrom[over]!]
    let last = 0
    for (let i = first; i < over; i++) {
      const now = shape((spots[i]! - onset) / width)
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

/** Of the first of the increasing places that is not before this one. */
function placeOf(places: Float64Array, place: number): number {
  let [low, high] = [0, places.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if (places[middle]! < place) low = middle + 1
    else high = middle
  }
  return low
}
