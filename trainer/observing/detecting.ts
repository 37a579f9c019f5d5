import { concatMap, scan, type OperatorFunction } from 'rxjs'
import type { DetectorDefinition, Seen, Sighting } from '#probes/detectors/define.ts'
import { usageError, type OptionValues } from '#src/vocabulary/index.ts'

/** What a detector carries from one point to the next, and what it said of the last. */
interface Carried {
  readonly state: unknown
  readonly step: number
  readonly seen: readonly Seen[]
}

/**
 * What a detector says of the points of its series, each right behind the point at which it says it. They have to come in the order of
 * their steps: a point of an earlier step than the one before it is an error, since a detector that was shown it late would
 * say something else than of the same points in order.
 */
export function detecting(
  { id, initial, next }: Pick<DetectorDefinition, 'id' | 'initial' | 'next'>,
  options: OptionValues,
): OperatorFunction<Sighting, Seen> {
  const unmoved: Carried = { state: initial(options), step: -Infinity, seen: [] }
  return (sighting$) =>
    sighting$.pipe(
      scan((before: Carried, sighting: Sighting): Carried => {
        const { step, of } = sighting
        if (step < before.step)
          throw usageError(
            `Detector '${id}' was shown step ${step} of '${of}' behind step ${before.step}; give it its points in the order of their steps`,
          )
        return { ...next(before.state, sighting, options), step }
      }, unmoved),
      concatMap(({ seen }) => seen),
    )
}
