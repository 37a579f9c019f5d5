import type { Probe } from '#probes/define.ts'
import type { Detection, Seen } from '#probes/detectors/define.ts'
import { seenIn, sightingsOf, watchedBy, type WatchedSeries } from '#probes/detectors/fold.ts'
import { gapsOf } from '#src/run-state/index.ts'
import type { Mark, OptionValues, Report } from '#src/vocabulary/index.ts'
import type { Attachment } from './attachment.ts'
import type { Histories } from './histories.ts'
import type { AttachedProbe, Observers } from './observers.ts'

/** A probe that is a detector. */
export type Detector = Probe & { readonly detection: Detection }

/**
 * What a detector carries from step to step: as it was before the step that it saw last, and as it is behind it. A step is seen again as a
 * whole when a point comes late to it, of a probe that joined there, so that the order within it stays that of the options.
 */
export interface DetectorMemory {
  readonly before: unknown
  readonly after: unknown
  readonly step: number
  /** How near its threshold it is, in units of that; left out where it does not tell. */
  readonly score?: number
}

export function isDetector(probe: Probe): probe is Detector {
  return probe.detection !== undefined
}

/** A detector that has seen nothing. */
export function unmoved({ detection }: Detector, options: OptionValues): DetectorMemory {
  const state = detection.initial(options)
  return { before: state, after: state, step: -1 }
}

/** The same behind a step, with what it says of it. */
export function behind(
  { probe, options }: Pick<Attachment, 'options'> & { readonly probe: Detector },
  memory: DetectorMemory,
  step: number,
  histories: Histories,
): { readonly memory: DetectorMemory; readonly marks: readonly Mark[] } {
  const before = memory.step === step ? memory.before : memory.after
  const points = watchedBy(probe, options).flatMap(({ of, series }): WatchedSeries[] => {
    const value = histories.at(series, step)
    return value === undefined ? [] : [{ of, steps: [step], values: [value] }]
  })
  if (points.length === 0) return { memory, marks: [] }
  const { state, seen, score } = seenIn(probe.detection, before, sightingsOf(points), options)
  return { memory: { before, after: state, step, ...(score !== undefined && { score }) }, marks: marksOf(probe, seen) }
}

/** The same once it has seen all that its series have been from a step up to another, with all that it says of that. */
export function behindThePast(
  { probe, options }: Pick<Attachment, 'options'> & { readonly probe: Detector },
  { from, to }: { readonly from: number; readonly to: number },
  histories: Histories,
): { readonly memory: DetectorMemory; readonly marks: readonly Mark[] } {
  const watched = watchedBy(probe, options).flatMap(({ of, series }): WatchedSeries[] => {
    const history = histories.of(series)
    return history === null ? [] : [{ of, ...history }]
  })
  const { detection } = probe
  const past = seenIn(detection, detection.initial(options), sightingsOf(watched, { from, to: to - 1 }), options)
  const last = behind(
    { probe, options },
    { before: null, after: past.state, step: to - 1, ...(past.score !== undefined && { score: past.score }) },
    to,
    histories,
  )
  return { memory: last.memory, marks: [...marksOf(probe, past.seen), ...last.marks] }
}

/**
 * Whether all that the series of a detector have, or are going to have, from a step on was measured by the run itself and is remembered: then
 * it can see it at once. Else a replay shows it to it.
 */
export function isRemembered(
  { probe, options }: Pick<Attachment, 'probe' | 'options'>,
  { from, to }: { readonly from: number; readonly to: number },
  { attached, covered }: Observers,
  histories: Histories,
): boolean {
  return watchedBy(probe, options).every(({ series }) => {
    if (!histories.isWhole(series)) return false
    const id = series.split('/')[0] as string
    const standing = attached.get(id)
    if (standing === undefined) return true
    return standing.live && gapsOf(covered.get(id) ?? [], Math.max(from, standing.since), to).length === 0
  })
}

/** Marks as they are reported at a step. */
export function markedAt(step: number, marks: readonly Mark[]): Report[] {
  return marks.map((mark) => ({ type: 'marked', mark, ...(mark.step !== step && { saidAt: step }) }))
}

/** The events that begin at a step: of a transition that is told again nothing happens. */
export function eventsAt(step: number, marks: readonly Mark[]): readonly Mark[] {
  return marks.filter((mark) => (mark.transition?.seenAt ?? mark.step) === step)
}

/** Whether all the series that it watches are measured. */
export function hasItsSeries(
  { probe, options }: Pick<Attachment, 'probe' | 'options'>,
  attached: ReadonlyMap<string, AttachedProbe>,
): boolean {
  return watchedBy(probe, options).every(({ series }) => attached.has(series.split('/')[0] as string))
}

function marksOf({ id }: Detector, seen: readonly Seen[]): Mark[] {
  return seen.map((one) => ({ by: id, ...one }))
}
