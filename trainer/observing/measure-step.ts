import type { Inputs } from '#probes/inputs.ts'
import type { LinearAlgebra } from '#probes/maths/algebra/linear-algebra.ts'
import { isAbsent, messageOf, type Column, type Report } from '#src/vocabulary/index.ts'
import { failed } from './attach-detach.ts'
import { behindThePast, isDetector } from './detection.ts'
import { seriesFor, type Histories } from './histories.ts'
import { lookedAt } from './looked-at.ts'
import { columnOf, declarationOf, measure, type Measurement } from './measure-probe.ts'
import type { Meter } from './meter.ts'
import { measuresAt } from './due.ts'
import { inOrder, type Observers, type AttachedProbe } from './observers.ts'

/** What measuring depends on besides the step. */
export interface Instruments {
  readonly seed: number
  readonly linalg: LinearAlgebra
  readonly histories: Histories
  readonly meter: Meter
  /** The last step that is planned; left out where it is not known. */
  readonly lastStep?: number
}

/** Every attached probe sees the step, and those that are due measure it; `measures` says otherwise who does. */
export function observed(
  observers: Observers,
  step: number,
  inputs: Partial<Inputs>,
  instruments: Instruments,
  measures = (standing: AttachedProbe) => measuresAt(standing, step, instruments),
): Observers {
  const live = inOrder(observers.attached.values()).filter((standing) => standing.live)
  const start: Observers = { ...observers, reports: [] }
  const see = (known: Observers, standing: AttachedProbe) =>
    seen(known, standing, step, inputs, instruments, measures(standing))
  return inOneReport(live.reduce(see, start))
}

/** What one attached probe would say now, and the milliseconds that it takes. Nothing is kept. */
export function tried(
  standing: AttachedProbe,
  step: number,
  inputs: Partial<Inputs>,
  instruments: Instruments,
): number {
  const start = performance.now()
  const { memory } = standing.probe
  if (isDetector(standing.probe)) {
    const { probe, options } = { ...standing, probe: standing.probe }
    behindThePast({ probe, options }, { from: 0, to: step }, instruments.histories)
    return performance.now() - start
  }
  const remembered = memory === undefined ? undefined : memory.next(memory.initial, inputs as Inputs)
  measurementsOf(standing, step, inputs, instruments, remembered)
  return performance.now() - start
}

/** One probe at one step: remembers, and measures if it is to. */
export function seen(
  observers: Observers,
  standing: AttachedProbe,
  step: number,
  inputs: Partial<Inputs>,
  instruments: Instruments,
  measures: boolean,
): Observers {
  const { probe } = standing
  const { meter } = instruments
  if (isDetector(probe)) return lookedAt(observers, { ...standing, probe }, step, instruments)
  try {
    let known = observers
    if (probe.memory !== undefined) {
      const { next } = probe.memory
      const memory = meter.timed(probe.id, 'step', () => next(observers.memories.get(probe.id), inputs as Inputs))
      known = { ...observers, memories: new Map(observers.memories).set(probe.id, memory) }
    }
    if (!measures) return known
    const measurements = meter.timed(probe.id, 'evaluation', () =>
      measurementsOf(standing, step, inputs, instruments, known.memories.get(probe.id)),
    )
    return measurements.reduce(
      (all, measurement) => taken(all, standing, measurement, step, instruments.histories),
      known,
    )
  } catch (error) {
    const gone = failed(observers, probe.id, step, messageOf(error))
    return { ...gone, reports: [...observers.reports, ...gone.reports] }
  }
}

function measurementsOf(
  { probe, options }: AttachedProbe,
  step: number,
  inputs: Partial<Inputs>,
  { seed, linalg, histories }: Instruments,
  memory: unknown,
): Measurement[] {
  const series = probe.needs.includes('series') ? seriesFor(probe, options, histories) : {}
  if (isAbsent(series)) return [{ series: probe.id, part: null, value: series, isError: false }]
  const all: Inputs = Object.create(inputs, { series: { value: series, enumerable: true } })
  return measure({ probe, options, inputs: all, linalg, seed, step, memory })
}

function taken(
  observers: Observers,
  { probe }: AttachedProbe,
  measurement: Measurement,
  step: number,
  histories: Histories,
): Observers {
  const { series, value } = measurement
  if (isAbsent(value)) {
    if (observers.absences.get(series) === value.absent) return observers
    histories.addAbsence(series, step)
    const absences = new Map(observers.absences).set(series, value.absent)
    return {
      ...observers,
      absences,
      reports: [...observers.reports, { type: 'absent', series, step, why: value.absent }],
    }
  }
  if (typeof value === 'number') histories.add(series, step, value)
  const reports = [...observers.reports]
  let { absences, declared } = observers
  if (absences.has(series)) {
    const left = new Map(absences)
    left.delete(series)
    absences = left
  }
  if (!declared.has(series)) {
    declared = new Set(declared).add(series)
    reports.push({ type: 'declared', series: declarationOf(probe, measurement) })
  }
  reports.push({ type: 'measured', columns: [columnOf(series, step, value)] })
  return { ...observers, absences, declared, reports }
}

/** What is declared, then every number of the step in one Report, then what else is to be said of the step. */
function inOneReport(observers: Observers): Observers {
  const { reports } = observers
  const declared = reports.filter(({ type }) => type === 'declared')
  const columns: Column[] = reports.flatMap((report) => (report.type === 'measured' ? report.columns : []))
  const measured: Report[] = columns.length === 0 ? [] : [{ type: 'measured', columns }]
  const others = reports.filter(({ type }) => type !== 'declared' && type !== 'measured')
  return { ...observers, reports: [...declared, ...measured, ...others] }
}
