import { NO_LABELS, withLabel, type Label, type Labels } from '#src/vocabulary/index.ts'
import type { Database } from './database.ts'
import { keepNewest, memoryOf } from './memory.ts'
import type { RunRow } from './run-row.ts'

/** Runs of which the answer is remembered. */
const REMEMBERED = 10_000

/** What people call a run and say of it, as its facts have it. One of which no fact has come since is not asked again. */
export function labelsOf(db: Database, run: RunRow): Labels {
  const memory = memoryOf<number, { readonly of: string; readonly labels: Labels }>(db, 'labels')
  const of = `${run.id} ${run.facts}`
  const known = memory.get(run.key)
  if (known?.of === of) return known.labels
  const labels = db
    .sql(`select report from fact where run = ? and report like '{"type":"labeled"%' order by number`)
    .all(run.key)
    .reduce((before: Labels, { report }) => withLabel(before, JSON.parse(String(report)) as Label), NO_LABELS)
  keepNewest(memory, run.key, { of, labels }, REMEMBERED)
  return labels
}
