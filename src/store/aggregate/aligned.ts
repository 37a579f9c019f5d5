import type { StoredPoints } from '#src/series/points.ts'

/** Steps counted from one of them. */
export function since(step: number, { steps, values }: StoredPoints): StoredPoints {
  return { steps: steps.map((one) => one - step), values }
}

export interface Against {
  readonly points: StoredPoints
  /** Points whose x was not beyond that of every point before, and which are not among `points`. */
  readonly folded: number
}

/**
 * A curve over the values of another at the same steps, by ascending x. A band needs one value at each x: where x falls back or stands still, points are
 * left out until it is beyond all that it was, and counted. Beyond is above or, of an x that falls, such as a loss, below: whichever leaves out less.
 * Points at which x is not finite are left out, too; steps at which only one of the two was measured are passed over.
 */
export function against(x: StoredPoints, y: StoredPoints): Against {
  const both = shared(x, y)
  const above = records(both, (here, farthest) => here > farthest)
  const below = records(both, (here, farthest) => here < farthest)
  const taken = below.length > above.length ? below.toReversed() : above
  return {
    points: {
      steps: Float64Array.from(taken, (i) => both.steps[i]!),
      values: Float64Array.from(taken, (i) => both.values[i]!),
    },
    folded: both.steps.length - taken.length,
  }
}

/** The values of both where both were measured: those of x as steps. */
function shared(x: StoredPoints, y: StoredPoints): StoredPoints {
  const steps = new Float64Array(Math.min(x.steps.length, y.steps.length))
  const values = new Float64Array(steps.length)
  let count = 0
  for (let i = 0, j = 0; i < x.steps.length && j < y.steps.length;) {
    const apart = x.steps[i]! - y.steps[j]!
    if (apart === 0) {
      steps[count] = x.values[i]!
      values[count++] = y.values[j]!
    }
    if (apart <= 0) i++
    if (apart >= 0) j++
  }
  return { steps: steps.subarray(0, count), values: values.subarray(0, count) }
}

/** The places at which x is beyond all that it was before. */
function records({ steps }: StoredPoints, isBeyond: (here: number, farthest: number) => boolean): number[] {
  const places: number[] = []
  let farthest: number | null = null
  for (const [i, here] of steps.entries()) {
    if (!Number.isFinite(here) || (farthest !== null && !isBeyond(here, farthest))) continue
    farthest = here
    places.push(i)
  }
  return places
}
