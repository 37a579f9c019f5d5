import type { DetectorDefinition, Seen } from '#probes/detectors/define.ts'
import type { OptionValues } from '#src/vocabulary/index.ts'
import type { Labelled, Point } from './labelled.ts'
import { alarmsOf, type Alarm } from './score.ts'

/** What a detector of a single series says of points, at its defaults but for what is said otherwise. */
export function seenIn(detector: DetectorDefinition, points: readonly Point[], options: OptionValues = {}): Seen[] {
  const [series] = detector.options.filter(({ type }) => type === 'series')
  if (series === undefined) throw new RangeError(`${detector.id} watches no series`)
  const all = { ...Object.fromEntries(detector.options.map((card) => [card.key, card.default])), ...options }
  const said: Seen[] = []
  let state = detector.initial(all)
  for (const [step, value] of points) {
    const next = detector.next(state, { of: series.key, step, value }, all)
    state = next.state
    said.push(...next.seen)
  }
  return said
}

export function alarmsIn(detector: DetectorDefinition, { points }: Labelled, options?: OptionValues): Alarm[] {
  return alarmsOf(seenIn(detector, points, options))
}
