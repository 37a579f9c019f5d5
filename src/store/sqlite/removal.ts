import { usageError, type RunId } from '#src/vocabulary/index.ts'
import { forgetCards } from './cards.ts'
import type { Database } from './database.ts'
import { removeNumbers } from './numbers.ts'
import { knownRun, runRow, updateRun } from './run-row.ts'

/** Hides a run; it can be restored until it is purged. */
export function removeRun(db: Database, run: RunId, at: number): void {
  db.transaction(() => updateRun(db, { ...knownRun(db, run), removed_at: at }))
}

export function restoreRun(db: Database, run: RunId): void {
  db.transaction(() => {
    const row = runRow(db, run) ?? knownRun(db, run)
    if (row.removed_at === null) throw usageError(`Run '${run}' was not removed`)
    updateRun(db, { ...row, removed_at: null })
  })
}

/** Forgets a removed run altogether. One that was restored meanwhile stays. */
export function purgeRun(db: Database, run: RunId): void {
  db.transaction(() => {
    const row = db.sql('select key from run where id = ? and removed_at is not null').get(run)
    if (row === undefined) return
    const key = Number(row.key)
    removeNumbers(db, key)
    for (const table of ['series', 'fact', 'mark', 'transition']) db.sql(`delete from ${table} where run = ?`).run(key)
    db.sql('delete from run where key = ?').run(key)
    db.sql('delete from writer where run = ?').run(run)
    forgetCards(db)
  })
}
