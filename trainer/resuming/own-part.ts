import {
  breakpointOf,
  hasAdded,
  isDueIn,
  isIn,
  stepOf,
  type IsDueBy,
  type Rhythm,
  type Stretch,
} from '#src/run-state/index.ts'
import type { Column } from '#src/vocabulary/index.ts'
import { eventsAt, type Histories, type Observers, openHistories } from '#trainer/observing/index.ts'
import type { RunRecord } from './origin.ts'

type Kept = Pick<RunRecord, 'facts' | 'columns'>

/** What the run measured itself, and could not: the past that a replay filled in was seen by nobody in it. */
export function ownPart(
  { facts, columns }: Kept,
  covered: Observers['covered'],
  live: ReadonlyMap<string, readonly Rhythm[]> = new Map(),
  dueBy: (probe: string) => IsDueBy | undefined = () => undefined,
): Kept {
  const stretchesOf = (series: string): readonly Stretch[] => covered.get(series.split('/')[0] as string) ?? []
  return {
    facts: facts.filter(({ report }) => report.type !== 'absent' || isIn(stretchesOf(report.series), report.step)),
    columns: columns.flatMap(({ series, steps, values, lengths }) => {
      const stretches = stretchesOf(series)
      if (lengths !== null || stretches.length === 0) return []
      const probe = series.split('/')[0] as string
      const rhythms = live.get(probe)
      const isDueBy = rhythms === undefined ? undefined : dueBy(probe)
      const isOwn = (_: number, i: number) => {
        const step = steps[i] as number
        return isIn(stretches, step) && (rhythms === undefined || isDueIn(rhythms, step, isDueBy))
      }
      return [{ series, steps: steps.filter(isOwn), values: values.filter(isOwn), lengths }]
    }),
  }
}

/**
 * How the run itself measured each probe to which a denser past was added: what came between was seen by nobody in it. Of all
 * others, what was there was its own.
 */
export function liveRhythms(wanted: ReadonlyMap<string, readonly Rhythm[]>): Map<string, readonly Rhythm[]> {
  const added = [...wanted].filter(([, rhythms]) => hasAdded(rhythms))
  return new Map(added.map(([probe, rhythms]) => [probe, rhythms.filter(({ live }) => live)]))
}

/** What whoever reads the past has seen of it at a step. */
export function historiesOf({ facts, columns }: Kept, step: number): Histories {
  const histories = openHistories()
  for (const { series, steps, values } of columns.map((column) => upTo(column, step)))
    steps.forEach((at, i) => histories.add(series, at, values[i] as number))
  for (const { report } of facts)
    if (report.type === 'absent' && report.step <= step) histories.addAbsence(report.series, report.step)
  for (const { report, writer } of facts)
    if (report.type === 'marked' && writer === undefined && breakpointOf(report.mark.by) === null) {
      const said = stepOf(report)
      if (said <= step) for (const mark of eventsAt(said, [report.mark])) histories.addEvent(mark, said)
    }
  return histories
}

/** Series that have no value at a step, with the reason that was said last. */
export function absencesAt({ facts, columns }: Kept, step: number): Map<string, string> {
  const measuredAt = new Map(columns.map((column) => [column.series, upTo(column, step).steps.at(-1) ?? -1]))
  const absences = new Map<string, string>()
  for (const { report } of facts)
    if (report.type === 'absent' && report.step <= step && report.step > (measuredAt.get(report.series) ?? -1))
      absences.set(report.series, report.why)
  return absences
}

/** The part of a scalar column up to a step. */
export function upTo(column: Column, step: number): Column {
  const end = column.steps.findIndex((at) => at > step)
  if (end < 0) return column
  return { ...column, steps: column.steps.subarray(0, end), values: column.values.subarray(0, end) }
}
