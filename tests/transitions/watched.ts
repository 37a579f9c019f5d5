import type { DetectorDefinition, Seen, Sighting } from '#probes/detectors/define.ts'
import type { OptionValues } from '#src/vocabulary/index.ts'
import type { Labelled, Point } from './labelled.ts'
import { alarmsOf, type Alarm } from './score.ts'

/**
 * What a detector says of series, given by the keys of the options that name them, at its defaults but for what is said otherwise: their points
 * come in the order of their steps, and of one step in the order of the options.
 */
export function seenInAll(
  detector: DetectorDefinition,
  series: Readonly<Record<string, readonly Point[]>>,
  options: OptionValues = {},
): Seen[] {
  const all = { ...Object.fromEntries(detector.options.map((card) => [card.key, card.default])), ...options }
  const sightings = watchedBy(detector).flatMap((of) =>
    (series[of] ?? []).map(([step, value]): Sighting => ({ of, step, value })),
  )
  const said: Seen[] = []
  let state = detector.initial(all)
  for (const sighting of sightings.toSorted((a, b) => a.step - b.step)) {
    const next = detector.next(state, sighting, all)
    state = next.state
    said.push(...next.seen)
  }
  return said
}

/** The same of a detector of a single series. */
export function alarmsIn(detector: DetectorDefinition, { points }: Labelled, options?: OptionValues): Alarm[] {
  const [of, ...others] = watchedBy(detector)
  if (of === undefined || others.length > 0) throw new RangeError(`${detector.id} watches ${1 + others.length} series`)
  return alarmsOf(seenInAll(detector, { [of]: points }, options))
}

function watchedBy({ options }: DetectorDefinition): string[] {
  return options.filter(({ type }) => type === 'series').map(({ key }) => key)
}
