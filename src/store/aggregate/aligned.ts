import type { StoredPoints } from '#src/series/points.ts'

/** Steps counted from one of them. */
export function since(step: number, { steps, values }: StoredPoints): StoredPoints {
  return { steps: steps.map((one) => one - step), values }
}

export interface Against {
  readonly points: StoredPoints
  /** Points whose x was not above that of every point before, and which are not among `points`. */
  readonly folded: number
}

/**
 * A curve over the values of another at the same steps. A band needs one value at each x: where x falls back or stands still, points are left out until it
 * is beyond all that it was, and counted. So are points at which x is not finite, which is no place; steps at which only one of the two was measured are passed over.
 */
export function against(x: StoredPoints, y: StoredPoints): Against {
  const steps = new Float64Array(Math.min(x.steps.length, y.steps.length))
  const values = new Float64Array(steps.length)
  let [count, folded, farthest] = [0, 0, -Infinity]
  for (let i = 0, j = 0; i < x.steps.length && j < y.steps.length;) {
    const apart = x.steps[i]! - y.steps[j]!
    if (apart === 0) {
      const here = x.values[i]!
      if (here > farthest && here < Infinity) {
        farthest = here
        steps[count] = here
        values[count++] = y.values[j]!
      } else folded++
    }
    if (apart <= 0) i++
    if (apart >= 0) j++
  }
  return { points: { steps: steps.slice(0, count), values: values.slice(0, count) }, folded }
}
