import type { AggregateQuestion, Envelope, Report } from '#src/vocabulary/index.ts'
import { declaration, enveloped, measuredReport, runOf, scalarColumn } from './reports.ts'

/** A run of a study. */
export interface Studied {
  readonly id: string
  readonly parameters?: Record<string, number | string>
  readonly seed?: number
  readonly series: Readonly<Record<string, { readonly steps: Iterable<number>; readonly values: Iterable<number> }>>
  /** Steps of marks, by who sets them. */
  readonly marks?: Readonly<Record<string, number>>
  readonly startedAt?: number
}

/** The Reports of a run of a study, as its trainer says them. */
export function reportsOf({
  id,
  parameters = {},
  seed = 0,
  series,
  marks = {},
  startedAt = 1000,
}: Studied): Envelope[] {
  const run = { ...runOf(id, startedAt), parameters, seed }
  return enveloped(id, 0, [
    { type: 'started', run, probes: [], detectors: [] },
    ...Object.keys(series).map((name): Report => ({ type: 'declared', series: declaration(name) })),
    measuredReport(...Object.entries(series).map(([name, { steps, values }]) => scalarColumn(name, steps, values))),
    ...Object.entries(marks).map(([by, step]): Report => ({
      type: 'marked',
      mark: { by, step, label: `It ${by}`, about: '' },
    })),
  ])
}

/** About one series of all runs, with the rest as most ask it. */
export function questionAbout(series: string, rest: Partial<AggregateQuestion> = {}): AggregateQuestion {
  return {
    among: {},
    by: [],
    series,
    align: { x: 'step' },
    center: 'median',
    band: 'range',
    seed: 0,
    from: null,
    to: null,
    points: 300,
    spacing: 'linear',
    members: true,
    ...rest,
  }
}
