import { migrateFromOne } from '#src/store/sqlite/migrate.ts'
import type { Database } from '#src/store/sqlite/database.ts'
import { DatabaseSync, type StatementSync } from 'node:sqlite'

/** A process that is killed when a store of version 1 is changed and not yet committed. */
const db = new DatabaseSync(process.argv[2]!)
db.exec('pragma journal_mode = wal; pragma cache_size = 10; begin immediate')
const statements = new Map<string, StatementSync>()
const database: Database = {
  file: process.argv[2]!,
  sql: (text) => statements.get(text) ?? statements.set(text, db.prepare(text)).get(text)!,
  exec: (text) => db.exec(text),
  transaction: (work) => work(),
  snapshot: (work) => work(),
  memory: new Map(),
  whyGone: () => null,
  close: () => db.close(),
}
migrateFromOne(database)
db.exec('pragma user_version = 3')
process.kill(process.pid, 'SIGKILL')
