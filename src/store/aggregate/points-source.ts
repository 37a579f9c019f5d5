import { lastOfEqual, lastOfPlaces, picked } from '#src/series/places.ts'
import { within, type StoredPoints } from '#src/series/points.ts'
import type { Range, Sample, Source } from './group-curve.ts'

/** A curve whose points are all at hand: x that are no steps are computed of every point. Null where there is none. */
export function sourceOfPoints(given: StoredPoints): Source | null {
  const points = lastOfEqual(given)
  const { steps } = points
  if (steps.length === 0) return null
  return {
    first: steps[0]!,
    last: steps[steps.length - 1]!,
    sample: (range) => sampleOf(points, range),
    whole: () => points,
  }
}

/** What of points lies in a range: all of them or, where these are too many, the last of each bucket. */
function sampleOf(points: StoredPoints, { from, to, most, placeOf }: Range): Sample {
  const inside = within(points, from, to)
  if (inside.steps.length <= most) return { points: inside, isAll: true }
  const lasts = lastOfPlaces(inside.steps, placeOf)
  return { points: { steps: picked(inside.steps, lasts), values: picked(inside.values, lasts) }, isAll: false }
}
