import type { Probe } from '#probes/define.ts'
import type { Inputs } from '#probes/inputs.ts'
import type { LinearAlgebra } from '#probes/maths/algebra/linear-algebra.ts'
import {
  absent,
  isDue,
  PhasescopeError,
  type Absent,
  type Cadence,
  type OptionValues,
  type Report,
} from '#src/vocabulary/index.ts'
import {
  isDetector,
  knownAt,
  measuresAt,
  NO_OBSERVERS,
  openHistories,
  openMeter,
  seen,
  type AttachedProbe,
  type Histories,
  type Instruments,
  type Observers,
} from '#trainer/observing/index.ts'
import type { NeedsOfSnapshot } from './needs-of-snapshot.ts'

/** A probe that is measured on snapshots, and when. */
export interface Watched {
  readonly probe: Probe
  readonly cadence: Cadence
  readonly options: OptionValues
}

/** What measuring carries from snapshot to snapshot. */
export interface Measuring {
  readonly observers: Observers
  readonly histories: Histories
  /** The last step that each probe which remembers has seen; from a gap on it has nothing to say. */
  readonly remembered: ReadonlyMap<string, number>
  /** The last step that anything was measured of; snapshots of earlier steps may come behind it. */
  readonly reached: number
}

export function nothingMeasured(): Measuring {
  return { observers: NO_OBSERVERS, histories: openHistories(), remembered: new Map(), reached: -Infinity }
}

/** A step and what it brings. */
export interface AtStep {
  readonly step: number
  readonly needs: NeedsOfSnapshot
  readonly linalg: LinearAlgebra
  readonly seed: number
}

/**
 * One probe at one snapshot, by the code that asks it in a run: what it says are the Reports of `observers`. A need that the
 * snapshot does not serve makes it absent, with the reason, and ends nothing.
 */
export function measured(before: Measuring, watched: Watched, at: AtStep): Measuring {
  return shown(before, watched, at, true)
}

/** The same without a value: what a probe that remembers has seen already, when measuring begins again. */
export function remembered(before: Measuring, watched: Watched, at: AtStep): Measuring {
  return watched.probe.memory === undefined ? before : shown(before, watched, at, false)
}

function shown(before: Measuring, watched: Watched, at: AtStep, mayMeasure: boolean): Measuring {
  const { step, needs, linalg, seed } = at
  const { probe } = watched
  const meter = openMeter(() => 0)
  const instruments: Instruments = { seed, linalg, histories: knownAt(before.histories, step), meter }
  const standing: AttachedProbe = { ...watched, since: 0, live: true, spell: null }
  const lastSeen = before.remembered.get(probe.id)
  const gap =
    lastSeen === undefined || lastSeen + 1 === step ? null : `${GAP}; it saw step ${lastSeen} and then ${step}`
  const inputs = gap === null ? inputsOf(probe, needs) : absent(gap)
  const asked = 'absent' in inputs ? { ...standing, probe: saying(probe, inputs) } : { ...standing, probe: wary(probe) }
  const measures = mayMeasure && (isDetector(probe) || measuresAt(standing, step, instruments))
  const observers = seen(begun(before.observers, probe), asked, step, 'absent' in inputs ? {} : inputs, instruments, measures) // prettier-ignore
  const isRemembering = probe.memory !== undefined && gap === null && !('absent' in inputs)
  return {
    ...before,
    observers: step < before.reached ? saidLate(before.observers, observers) : observers,
    reached: Math.max(step, before.reached),
    remembered: isRemembering ? new Map(before.remembered).set(probe.id, step) : before.remembered,
  }
}

/** Of a step behind which others were measured: why a series has no value there is not why it has none now. */
function saidLate(before: Observers, after: Observers): Observers {
  const isPast = (report: Report) => report.type === 'absent' && before.declared.has(report.series)
  const absences = new Map([...after.absences].filter(([series]) => !before.declared.has(series)))
  for (const [series, why] of before.absences) absences.set(series, why)
  return { ...after, absences, reports: after.reports.filter((report) => !isPast(report)) }
}

/** A probe that remembers begins with nothing. */
function begun(observers: Observers, { id, memory }: Probe): Observers {
  const isNew = memory !== undefined && !observers.memories.has(id)
  const memories = isNew ? new Map(observers.memories).set(id, memory.initial) : observers.memories
  return { ...observers, memories, reports: [] }
}

const GAP = 'It remembers every step, and the snapshots are further apart'

/** Whether a probe measures at a step, as far as the step alone decides. */
export function mayBeDue({ probe, cadence }: Watched, step: number): boolean {
  return probe.memory !== undefined || cadence.kind === 'adaptive' || isDue(cadence, step)
}

function inputsOf(probe: Probe, needs: NeedsOfSnapshot): Partial<Inputs> | Absent {
  if (isDetector(probe)) return {}
  try {
    return needs.inputsOf(probe)
  } catch (error) {
    if (error instanceof PhasescopeError) return absent(error.message)
    throw error
  }
}

/** The same probe, which has nothing but this to say. */
function saying(probe: Probe, why: Absent): Probe {
  const { memory: _, ...rest } = probe
  return { ...rest, needs: [], measure: () => why }
}

/** The same probe, which says what a file lacks where that comes out only while it measures. */
function wary(probe: Probe): Probe {
  if (isDetector(probe)) return probe
  return {
    ...probe,
    measure(inputs, tools) {
      try {
        return probe.measure(inputs, tools)
      } catch (error) {
        if (error instanceof PhasescopeError) return absent(error.message)
        throw error
      }
    },
  }
}
