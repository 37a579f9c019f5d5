import { join } from 'node:path'
import { DatabaseSync, type StatementSync } from 'node:sqlite'
import { messageOf, PhasescopeError, runtimeError } from '#src/vocabulary/index.ts'
import { makeFolder } from '#src/store/folder.ts'
import { APPLICATION_ID, SCHEMA, SCHEMA_VERSION } from './schema.ts'

/** The one file of a store, with its statements prepared once each. */
export interface Database {
  readonly file: string
  /** The statement of this text. */
  sql(text: string): StatementSync
  /** Runs `work` in one transaction: all of it or, if it throws, nothing. */
  transaction<T>(work: () => T): T
  close(): void
}

/** Opens `<folder>/phasescope.sqlite`, made if it is not there. Another process may have it open too. */
export function openDatabase(folder: string): Database {
  const file = join(folder, 'phasescope.sqlite')
  const db = opened(folder, file)
  try {
    prepareSchema(db, file)
  } catch (error) {
    db.close()
    if (error instanceof PhasescopeError) throw error
    throw runtimeError(`Cannot use ${file} as a store: ${messageOf(error)}; choose another folder`, error)
  }
  const statements = new Map<string, StatementSync>()
  return {
    file,
    sql(text) {
      const known = statements.get(text) ?? db.prepare(text)
      statements.set(text, known)
      return known
    },
    transaction: (work) => inTransaction(db, file, work),
    close: () => db.close(),
  }
}

function opened(folder: string, file: string): DatabaseSync {
  try {
    makeFolder(folder)
    return new DatabaseSync(file)
  } catch (error) {
    throw runtimeError(`Cannot open a store in ${folder}: ${messageOf(error)}; choose another folder`, error)
  }
}

function prepareSchema(db: DatabaseSync, file: string): void {
  // FULL: a commit is on the disk, not only with the kernel, when it is acknowledged. It costs 0.35 ms a commit on the
  // machine measured (NORMAL: 0.02 ms), and commits are grouped.
  db.exec('pragma busy_timeout = 10000; pragma journal_mode = wal; pragma synchronous = full')
  db.exec('pragma cache_size = -32768; pragma wal_autocheckpoint = 4000; pragma journal_size_limit = 67108864')
  inTransaction(db, file, () => {
    const version = pragma(db, 'user_version')
    if (version > SCHEMA_VERSION) {
      throw runtimeError(
        `Store ${file} has schema ${version}, made by a newer Phasescope (this one knows schema ${SCHEMA_VERSION}); update Phasescope or choose another folder`,
      )
    }
    if (version === SCHEMA_VERSION && pragma(db, 'application_id') === APPLICATION_ID) return
    const strangers = db.prepare('select count(*) as n from sqlite_schema').get()?.n
    if (strangers !== 0) throw runtimeError(`${file} is a database of another program; choose another folder`)
    db.exec(`${SCHEMA}; pragma application_id = ${APPLICATION_ID}; pragma user_version = ${SCHEMA_VERSION}`)
  })
}

function pragma(db: DatabaseSync, name: 'user_version' | 'application_id'): number {
  return Number(db.prepare(`pragma ${name}`).get()?.[name])
}

function inTransaction<T>(db: DatabaseSync, file: string, work: () => T): T {
  try {
    db.exec('begin immediate')
    const result = work()
    db.exec('commit')
    return result
  } catch (error) {
    if (db.isTransaction) db.exec('rollback')
    if (error instanceof PhasescopeError) throw error
    throw runtimeError(`Cannot write to ${file}: ${messageOf(error)}`, error)
  }
}
