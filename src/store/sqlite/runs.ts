import type { RunId } from '#src/vocabulary/index.ts'
import type { Database } from './database.ts'
import { settleNumbers } from './numbers.ts'
import { knownRun, updateRun, type RunRow } from './run-row.ts'

/** Whether a run is there; one that was removed is not. */
export function hasRun(db: Database, run: RunId): boolean {
  return db.sql('select 1 from run where id = ? and removed_at is null').get(run) !== undefined
}

export function setLost(db: Database, run: RunId, lost: boolean): void {
  db.transaction(() => {
    const row = knownRun(db, run)
    if (row.lost === (lost ? 1 : 0)) return
    if (lost) putLost(db, row)
    else updateRun(db, { ...row, lost: 0 })
  })
}

/** The trainer of a run is gone, within a transaction: nothing more is expected of it. */
export function putLost(db: Database, row: RunRow): void {
  updateRun(db, { ...row, lost: 1 })
  settleNumbers(db, row.key)
}
