import type { Seen } from '#probes/detectors/define.ts'
import { heightOf, widthOf, type Labelled } from './labelled.ts'

/** What a method said of one transition: when it first said so, and what it said last. */
export interface Alarm {
  readonly seenAt: number
  readonly onset: number | null
  readonly interval: { readonly low: number; readonly high: number } | null
  readonly end: number | null
  readonly height: number | null
}

/** How a method did in one series that has a transition. */
export interface Score {
  /** Alarms before anything differed: false ones. */
  readonly early: number
  /** Steps from the onset to the first alarm that is not early: negative before the 5 % point. Null if there was none. */
  readonly delay: number | null
  /** The same in points of the series: 0 if the first one at or after the onset raised it, or one before. */
  readonly delayInPoints: number | null
  /** The same in units of the width; null of a jump as well. */
  readonly delayInWidths: number | null
  /** Further alarms after that. */
  readonly further: number
  /** Of that alarm: its onset less the true one, in points; null where it names none. */
  readonly bias: number | null
  /** Whether its interval holds the true onset; null where it names none. */
  readonly isCovered: boolean | null
  /** Points in the interval. */
  readonly intervalPoints: number | null
  /** Its height less the true one; null where it names none. */
  readonly heightError: number | null
}

/** What a detector said, by transition: said anew, it stands in place of what was said of it before. */
export function alarmsOf(seen: readonly Seen[]): Alarm[] {
  const alarms = new Map<string, Alarm>()
  for (const [i, { step, transition }] of seen.entries()) {
    const key = transition?.key ?? `moment ${i}`
    alarms.set(key, {
      seenAt: alarms.get(key)?.seenAt ?? transition?.seenAt ?? step,
      onset: step,
      interval: transition?.onset ?? null,
      end: transition?.end ?? null,
      height: transition?.before == null || transition.after === null ? null : transition.after - transition.before,
    })
  }
  return [...alarms.values()].toSorted((a, b) => a.seenAt - b.seenAt)
}

/** Of a series with a transition only. */
export function scoreOf({ points, truth, name }: Labelled, alarms: readonly Alarm[]): Score {
  if (truth === null) throw new RangeError(`${name}: nothing happens in it; its alarms are false, and only counted`)
  const early = alarms.filter(({ seenAt }) => seenAt < truth.begin)
  const [first, ...further] = alarms.filter(({ seenAt }) => seenAt >= truth.begin)
  const pointsTo = (step: number) => points.filter(([at]) => at >= truth.onset && at < step).length
  const width = widthOf(truth)
  const [from, to] = [points[0]?.[0] ?? 0, points.at(-1)?.[0] ?? 0]
  const pointsPerStep = (points.length - 1) / Math.max(1, to - from)
  const delay = first === undefined ? null : first.seenAt - truth.onset
  const interval = first?.interval ?? null
  return {
    early: early.length,
    delay,
    delayInPoints: first === undefined ? null : pointsTo(first.seenAt),
    delayInWidths: delay === null || width === null ? null : delay / width,
    further: further.length,
    bias: first?.onset == null ? null : (first.onset - truth.onset) * pointsPerStep,
    isCovered: interval === null ? null : interval.low <= truth.onset && truth.onset <= interval.high,
    intervalPoints: interval === null ? null : (interval.high - interval.low) * pointsPerStep,
    heightError: first?.height == null ? null : first.height - heightOf(truth),
  }
}
