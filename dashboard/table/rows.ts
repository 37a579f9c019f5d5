import type { RunId, RunsPage, RunSummary, RunValue } from '#src/vocabulary/index.ts'
import { nested } from '#dashboard/run/family.ts'

/** What a page shows of a run. */
export interface Row {
  readonly summary: RunSummary
  /** How many runs that it descends from stand above it. */
  readonly depth: number
  /** Of the columns that are expressions, in order. */
  readonly values: readonly RunValue[]
}

/** The runs of a page in its order; `inFamilies`: each beneath the one that it descends from. */
export function rowsOf(page: RunsPage, inFamilies: boolean): Row[] {
  const runs = inFamilies ? nested(page.runs) : page.runs.map((summary) => ({ summary, depth: 0 }))
  return withValues(runs, valuesById(page))
}

/** Those under way, the running ones first, and the newest of the others, as the families that they make together. */
export function rowsOfTop(alive: RunsPage, others: RunsPage): Row[] {
  const above = alive.runs.toSorted((a, b) => rank(b) - rank(a) || b.run.startedAt - a.run.startedAt)
  const isAbove = new Set(above.map(({ run }) => run.id))
  const runs = [...above, ...others.runs.filter(({ run }) => !isAbove.has(run.id))]
  return withValues(nested(runs), new Map([...valuesById(others), ...valuesById(alive)]))
}

function withValues(runs: readonly Omit<Row, 'values'>[], values: ReadonlyMap<RunId, readonly RunValue[]>): Row[] {
  return runs.map((one) => ({ ...one, values: values.get(one.summary.run.id) ?? [] }))
}

function valuesById({ runs, values = [] }: RunsPage): Map<RunId, readonly RunValue[]> {
  return new Map(runs.map(({ run }, i) => [run.id, values[i] ?? []]))
}

function rank({ status }: RunSummary): number {
  return status === 'running' ? 2 : status === 'paused' ? 1 : 0
}
