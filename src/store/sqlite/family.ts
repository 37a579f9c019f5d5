import type { Run, RunId } from '#src/vocabulary/index.ts'
import type { Database } from './database.ts'
import { runRowAt, updateRun, type RunRow } from './run-row.ts'

/** Names the family of a new run by the oldest run that it descends from, and takes in those that came before their parent. */
export function joinFamily(db: Database, run: RunRow): void {
  const parent = (JSON.parse(run.declaration) as Run).parent?.run
  const family = parent === undefined ? run.id : familyOf(db, parent)
  const rows = db.sql('select key from run where key = ? or family = ?').all(run.key, run.id)
  for (const { key } of rows) updateRun(db, { ...runRowAt(db, Number(key)), family })
}

/** A run that is not here may still have children that are. */
export function familyOf(db: Database, run: RunId): RunId {
  return String(db.sql('select family from run where id = ?').get(run)?.family ?? run)
}
