import type { Probe } from '#probes/define.ts'
import type { LinearAlgebra } from '#probes/maths/algebra/linear-algebra.ts'
import { PhasescopeError, type Report } from '#src/vocabulary/index.ts'
import { isDetector } from '#trainer/observing/index.ts'
import {
  afterReports,
  caughtUp,
  mayBeDue,
  measured,
  needsOfSnapshot,
  nothingMeasured,
  type AtStep,
  type Snapshot,
  type Watched,
} from '#trainer/snapshots/index.ts'
import { openOffers, type Offers } from './offers.ts'
import type { Group } from './record.ts'
import { isSame, type SnapshotFile } from './snapshot-folder.ts'

/** Measures snapshots, each probe each of them once, and knows which probes they serve. */
export interface Observer {
  /** The probes that are to see a step and have not, and did not break; those that read what others measured come last. */
  pendingAt(step: number, watched: readonly Watched[]): Watched[]
  /**
   * What they say of a snapshot, and whether it serves probes that none before it did; `goesOn` is asked before each of them. Where the file is
   * replaced meanwhile, those that can no longer read it have not seen it.
   */
  observe(file: SnapshotFile, pending: readonly Watched[], goesOn: () => Promise<boolean>): Promise<Observed>
  /** Nobody sees this step any more. */
  skip(step: number): void
  isSkipped(step: number): boolean
  /** Whether a probe threw: it is asked no more. */
  hasFailed(probe: string): boolean
  /** How many are skipped, and the last step that anybody has seen; null where none has. */
  readonly skipped: number
  readonly reached: number | null
  readonly offers: Offers
}

/** What was said of a snapshot, by the probes that saw it. */
export interface Observed {
  readonly reports: readonly Report[]
  readonly probes: readonly string[]
}

/** Opens what is measured; null where it is not there. */
export type OpenSnapshot = (step: number) => Snapshot | null

interface Work {
  readonly catalogue: readonly Probe[]
  readonly linalg: LinearAlgebra
  readonly seed: number
  readonly open: OpenSnapshot
  /** How many steps lie between a snapshot and its neighbors; null where it is alone. */
  readonly gapAt: (step: number) => number | null
  /** What an earlier process has said. */
  readonly groups: readonly Group[]
}

export function openObserver({ catalogue, linalg, seed, open, gapAt, groups }: Work): Observer {
  const done = new Map<number, Set<string>>()
  const skipped = new Set<number>()
  const awake = new Set<string>()
  /** Probes that threw: they are asked no more. */
  const failed = new Set<string>()
  let reached: number | null = null
  for (const { step, probes } of groups) note(step, probes)
  const said = groups.flatMap(({ envelopes }) => envelopes.map(({ report }) => report))
  for (const report of said) if (report.type === 'failed') failed.add(report.probe)
  const offers = openOffers(catalogue, said.flatMap((one) => (one.type === 'offered' ? [one.probe.id] : []))) // prettier-ignore
  let measuring = afterReports(nothingMeasured(), said)

  function note(step: number, probes: readonly string[]): void {
    if (probes.length > 0) reached = Math.max(reached ?? step, step)
    done.set(step, new Set([...(done.get(step) ?? []), ...probes]))
  }

  function at(snapshot: Snapshot): AtStep {
    return { step: snapshot.step, needs: needsOfSnapshot(snapshot, linalg), linalg, seed }
  }

  /** What is gone or damaged by now is as if nobody had seen it. */
  function seenAt(step: number): AtStep | null {
    try {
      const one = open(step)
      return one === null ? null : at(one)
    } catch (error) {
      if (error instanceof PhasescopeError) return null
      throw error
    }
  }

  function wake(watched: Watched): void {
    const { id } = watched.probe
    if (awake.has(id)) return
    awake.add(id)
    const seen = [...done].filter(([, probes]) => probes.has(id)).map(([step]) => step)
    measuring = caughtUp(
      measuring,
      watched,
      seen.sort((a, b) => a - b),
      seenAt,
    )
  }

  return {
    offers,
    pendingAt(step, watched) {
      if (skipped.has(step)) return []
      const seen = done.get(step)
      const isNew = ({ probe: { id } }: Watched) => seen?.has(id) !== true && !failed.has(id)
      const pending = watched.filter((one) => isNew(one) && mayBeDue(one, step))
      return pending.sort((a, b) => rankOf(a) - rankOf(b))
    },
    skip: (step) => void skipped.add(step),
    isSkipped: (step) => skipped.has(step),
    hasFailed: (probe) => failed.has(probe),
    get skipped() {
      return skipped.size
    },
    get reached() {
      return reached
    },
    async observe(file, pending, goesOn) {
      const { step } = file
      const snapshot = open(step)
      if (snapshot === null) return { reports: [], probes: [] }
      const here = at(snapshot)
      const reports = offers.lookAt(snapshot, here.needs, gapAt(step))
      const probes: string[] = []
      for (const watched of pending) {
        if (!(await goesOn())) break
        wake(watched)
        const after = measured(measuring, watched, here)
        if (after.observers.reports.some(({ type }) => type === 'absent' || type === 'failed') && !isSame(file)) break
        measuring = after
        for (const report of measuring.observers.reports) if (report.type === 'failed') failed.add(report.probe)
        reports.push(...measuring.observers.reports)
        probes.push(watched.probe.id)
      }
      note(step, probes)
      return { reports: joined(reports), probes }
    },
  }
}

function rankOf({ probe }: Watched): number {
  return isDetector(probe) ? 2 : probe.needs.includes('series') ? 1 : 0
}

/** What is declared, then all numbers of the step in one Report, then what else is to be said. */
function joined(reports: readonly Report[]): Report[] {
  const columns = reports.flatMap((report) => (report.type === 'measured' ? report.columns : []))
  const first = reports.filter(({ type }) => type === 'offered' || type === 'declared')
  const rest = reports.filter(({ type }) => !['offered', 'declared', 'measured'].includes(type))
  return [...first, ...(columns.length === 0 ? [] : [{ type: 'measured' as const, columns }]), ...rest]
}
