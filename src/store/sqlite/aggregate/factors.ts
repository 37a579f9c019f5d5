import type { Factors, FactorsQuestion } from '#src/vocabulary/index.ts'
import { readableRun } from '#src/run-state/index.ts'
import { factorsOf } from '#src/store/aggregate/factors.ts'
import type { Database } from '../database.ts'
import { chosenRuns } from './chosen-runs.ts'

/** In what runs differ. */
export function factorsIn(db: Database, { among }: FactorsQuestion): Factors {
  return db.snapshot(() => {
    const runs = chosenRuns(db, among, [])
    return factorsOf(runs.map(({ row }) => readableRun(JSON.parse(row.declaration), { id: row.id, at: row.started_at }))) // prettier-ignore
  })
}
