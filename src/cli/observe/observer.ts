import { cardOf, type Probe } from '#probes/define.ts'
import type { LinearAlgebra } from '#probes/maths/algebra/linear-algebra.ts'
import type { Report } from '#src/vocabulary/index.ts'
import { isDetector } from '#trainer/observing/index.ts'
import {
  afterReports,
  caughtUp,
  mayBeDue,
  measured,
  needsOfSnapshot,
  nothingMeasured,
  servedBy,
  type AtStep,
  type MissingNeed,
  type Snapshot,
  type Watched,
} from '#trainer/snapshots/index.ts'
import type { Group } from './record.ts'
import type { SnapshotFile } from './snapshot-folder.ts'

/** Measures snapshots, each probe each of them once, and knows which probes they serve. */
export interface Observer {
  /** The probes that are to see a step and have not; those that read what others measured come last. */
  pendingAt(step: number, watched: readonly Watched[]): Watched[]
  /** What they say of a snapshot, and whether it serves probes that none before it did; `goesOn` is asked before each of them. */
  observe(file: SnapshotFile, pending: readonly Watched[], goesOn: () => Promise<boolean>): Promise<Observed>
  /** Nobody sees this step any more. */
  skip(step: number): void
  isSkipped(step: number): boolean
  readonly offers: readonly string[]
  readonly notServed: ReadonlyMap<string, MissingNeed>
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
  const offers = new Set<string>()
  const awake = new Set<string>()
  /** Probes that threw: they are asked no more. */
  const failed = new Set<string>()
  let notServed: ReadonlyMap<string, MissingNeed> = new Map()
  let lastShape = ''
  for (const { step, probes } of groups) note(step, probes)
  const said = groups.flatMap(({ envelopes }) => envelopes.map(({ report }) => report))
  for (const report of said) {
    if (report.type === 'offered') offers.add(report.probe.id)
    if (report.type === 'failed') failed.add(report.probe)
  }
  let measuring = afterReports(nothingMeasured(), said)

  function note(step: number, probes: readonly string[]): void {
    done.set(step, new Set([...(done.get(step) ?? []), ...probes]))
  }

  function at(snapshot: Snapshot): AtStep {
    return { step: snapshot.step, needs: needsOfSnapshot(snapshot, linalg), linalg, seed }
  }

  /** Looks again only where the snapshots have come to hold something else. */
  function offeredBy(snapshot: Snapshot, { needs }: AtStep): Report[] {
    const gap = gapAt(snapshot.step)
    const shape = shapeOf(snapshot, gap)
    if (shape === lastShape) return []
    lastShape = shape
    const served = servedBy(catalogue, needs, gap)
    const fresh = served.probes.filter(({ id }) => !offers.has(id))
    for (const { id } of fresh) offers.add(id)
    notServed = new Map([...served.notServed].filter(([id]) => !offers.has(id)))
    return fresh.map((probe): Report => ({ type: 'offered', probe: cardOf(probe), file: '', step: snapshot.step }))
  }

  function wake(watched: Watched): void {
    const { id } = watched.probe
    if (awake.has(id)) return
    awake.add(id)
    const seen = [...done].filter(([, probes]) => probes.has(id)).map(([step]) => step)
    measuring = caughtUp(measuring, watched, seen.sort((a, b) => a - b), (step) => { const one = open(step); return one === null ? null : at(one) }) // prettier-ignore
  }

  return {
    get offers() {
      return [...offers]
    },
    get notServed() {
      return notServed
    },
    pendingAt(step, watched) {
      if (skipped.has(step)) return []
      const seen = done.get(step)
      const isNew = ({ probe: { id } }: Watched) => seen?.has(id) !== true && !failed.has(id)
      const pending = watched.filter((one) => isNew(one) && mayBeDue(one, step))
      return pending.sort((a, b) => rankOf(a) - rankOf(b))
    },
    skip: (step) => void skipped.add(step),
    isSkipped: (step) => skipped.has(step),
    async observe({ step }, pending, goesOn) {
      const snapshot = open(step)
      if (snapshot === null) return { reports: [], probes: [] }
      const here = at(snapshot)
      const reports = offeredBy(snapshot, here)
      const probes: string[] = []
      for (const watched of pending) {
        if (!(await goesOn())) break
        wake(watched)
        measuring = measured(measuring, watched, here)
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

/** What decides which needs are served, as far as a look at the names tells. */
function shapeOf({ step, input, initial, facts, other }: Snapshot, gap: number | null): string {
  const parts = Object.entries(input.snapshot ?? {}).filter(([, part]) => part !== null && Object.keys(part).length > 0)
  return JSON.stringify([
    Object.keys(input.tensors),
    parts.map(([name]) => name),
    [initial !== null, other !== null, (gap ?? 1) > 1, step === 0, step === 1],
    [facts.model, facts.facts],
  ])
}

/** What is declared, then all numbers of the step in one Report, then what else is to be said. */
function joined(reports: readonly Report[]): Report[] {
  const columns = reports.flatMap((report) => (report.type === 'measured' ? report.columns : []))
  const first = reports.filter(({ type }) => type === 'offered' || type === 'declared')
  const rest = reports.filter(({ type }) => !['offered', 'declared', 'measured'].includes(type))
  return [...first, ...(columns.length === 0 ? [] : [{ type: 'measured' as const, columns }]), ...rest]
}
