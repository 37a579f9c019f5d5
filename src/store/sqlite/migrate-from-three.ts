import { isSound } from '#src/store/codec/checksum.ts'
import type { Database } from './database.ts'
import { putRun, type RunRow } from './run-row.ts'
import { NEW_SINCE_THREE } from './schema.ts'

type RunOfThree = Omit<RunRow, 'transitions'> & { readonly checksum: number }

const RUN_COLUMNS = [
  ...[
    'key',
    'id',
    'declaration',
    'cards',
    'name',
    'experiment',
    'words',
    'family',
    'study',
    'tags',
    'note',
    'archived',
  ],
  ...['started_at', 'status', 'lost', 'removed_at', 'step', 'points', 'facts', 'series', 'marks', 'last_report_at'],
  ...['ended_at', 'ms_per_step', 'weights', 'spark_series', 'spark_shift', 'spark'],
] as readonly (keyof RunOfThree)[]

/**
 * Makes schema 3 what schema 4 says, in the transaction of the caller. It knew no transitions: its marks are all moments, whose table is the
 * same. A row of a run that was damaged stays so, under its checksum that does not fit, to be repaired as before.
 */
export function migrateFromThree(db: Database): void {
  db.exec('alter table run rename to run_of_3; drop index run_lines; drop index run_family')
  db.exec(NEW_SINCE_THREE)
  const keys = db.sql('select key from run_of_3 order by key').all()
  for (const { key } of keys) migrateRun(db, db.sql('select * from run_of_3 where key = ?').get(key!) as never)
  db.exec('drop table run_of_3')
}

function migrateRun(db: Database, { checksum, ...old }: RunOfThree): void {
  const isWhole = isSound(checksum, 'run', ...RUN_COLUMNS.map((column) => (old as RunOfThree)[column]))
  putRun(db, { ...old, transitions: 0 }, isWhole ? undefined : checksum)
}
