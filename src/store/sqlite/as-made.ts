import { DatabaseSync } from 'node:sqlite'
import type { Database } from './database.ts'
import { damaged } from './row-checksum.ts'
import { NUMBERS_SCHEMA, RUNS_SCHEMA } from './schema.ts'

/** Refuses a file whose tables are not as they are made: a column that a disk has renamed would be read as one that says nothing. */
export function assertAsMade(db: Database): void {
  const fresh = new DatabaseSync(':memory:')
  try {
    fresh.exec(`${RUNS_SCHEMA}; ${NUMBERS_SCHEMA}`)
    const made = textsOf(fresh.prepare(SCHEMA_TEXTS).all())
    const found = textsOf(db.sql(SCHEMA_TEXTS).all())
    for (const name of new Set([...made.keys(), ...found.keys()])) {
      if (made.get(name) !== found.get(name)) throw damaged(`the definition of '${name}' in ${db.file}`)
    }
  } finally {
    fresh.close()
  }
}

/** Without what SQLite makes by itself: its own indices, and the statistics that somebody may have had it gather. */
const SCHEMA_TEXTS =
  "select name, type || ' on ' || tbl_name || ': ' || sql as text from sqlite_schema where sql is not null and name not like 'sqlite\\_%' escape '\\'"

function textsOf(rows: readonly Record<string, unknown>[]): Map<string, string> {
  return new Map(rows.map(({ name, text }) => [String(name), String(text)]))
}
