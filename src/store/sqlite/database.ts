import { join } from 'node:path'
import { DatabaseSync, type StatementSync } from 'node:sqlite'
import { messageOf, PhasescopeError, runtimeError } from '#src/vocabulary/index.ts'
import { makeFolder } from '#src/store/folder.ts'
import { assertAsMade } from './as-made.ts'
import { damaged } from './row-checksum.ts'
import { backUpBefore } from './copy.ts'
import { migrateFromOne } from './migrate.ts'
import { migrateFromThree } from './migrate-from-three.ts'
import { migrateFromTwo } from './migrate-from-two.ts'
import { beginViews } from './named-views.ts'
import { readingAnyInteger } from './reading-any-integer.ts'
import { APPLICATION_ID, NUMBERS_SCHEMA, RUNS_SCHEMA, SCHEMA_VERSION } from './schema.ts'
import { gone, whyGone } from './still-there.ts'

/** The one file of a store, with its statements prepared once each. */
export interface Database {
  readonly file: string
  /** The statement of this text. */
  sql(text: string): StatementSync
  /** Runs statements that answer nothing. */
  exec(text: string): void
  /** Runs `work` in one transaction: all of it or, if it throws, nothing. */
  transaction<T>(work: () => T): T
  /** Runs `work` on one state of the store, whatever another connection writes meanwhile. */
  snapshot<T>(work: () => T): T
  /**
   * What may be remembered from one transaction to the next, by name. Forgotten when one is undone, and when one begins
   * after another connection has written.
   */
  readonly memory: Map<string, unknown>
  /** Why the file is no longer in its place; null where it is. */
  whyGone(): string | null
  close(): void
}

/** Opens `<folder>/phasescope.sqlite`, made if it is not there. Another process may have it open too. */
export function openDatabase(folder: string): Database {
  const file = join(folder, 'phasescope.sqlite')
  const db = opened(folder, file)
  const statements = new Map<string, StatementSync>()
  const memory = new Map<string, unknown>()
  const versionOfData = db.prepare('pragma data_version')
  let seen: unknown = null
  const remembering = <T>(work: () => T): T => {
    const { data_version } = versionOfData.get()!
    if (data_version !== seen) memory.clear()
    seen = data_version
    return work()
  }
  let whyNot: () => string | null = () => null
  const database: Database = {
    file,
    memory,
    sql(text) {
      const known = statements.get(text) ?? readingAnyInteger(db.prepare(text))
      statements.set(text, known)
      return known
    },
    exec: (text) => db.exec(text),
    transaction(work) {
      const result = inTransaction(
        db,
        file,
        () => remembering(work),
        () => memory.clear(),
      )
      const why = whyNot()
      if (why !== null) throw gone(why)
      return result
    },
    snapshot: (work) => inSnapshot(db, work),
    whyGone: () => whyNot(),
    close: () => db.close(),
  }
  try {
    tune(db)
    prepareSchema(database)
    whyNot = whyGone(file)
  } catch (error) {
    db.close()
    if (error instanceof PhasescopeError) throw error
    throw runtimeError(`Cannot use ${file} as a store: ${messageOf(error)}; choose another folder`, error)
  }
  return database
}

function opened(folder: string, file: string): DatabaseSync {
  try {
    makeFolder(folder)
    return new DatabaseSync(file)
  } catch (error) {
    throw runtimeError(`Cannot open a store in ${folder}: ${messageOf(error)}; choose another folder`, error)
  }
}

function tune(db: DatabaseSync): void {
  // FULL: a commit is on the disk, not only with the kernel, when it is acknowledged. It costs 0.35 ms a commit on the
  // machine measured (NORMAL: 0.02 ms), and commits are grouped.
  db.exec(
    'pragma trusted_schema = off; pragma busy_timeout = 10000; pragma journal_mode = wal; pragma synchronous = full',
  )
  db.exec('pragma cache_size = -32768; pragma wal_autocheckpoint = 4000; pragma journal_size_limit = 67108864')
}

/** Makes an empty file a store, and one of an earlier version one of this. Whoever is killed meanwhile leaves it as it was. */
function prepareSchema(db: Database): void {
  if (isCurrent(db)) return assertAsMade(db)
  const notice = db.transaction(() => {
    const version = pragma(db, 'user_version')
    if (version > SCHEMA_VERSION) {
      throw runtimeError(
        `Store ${db.file} has schema ${version}, made by a newer Phasescope (this one knows schema ${SCHEMA_VERSION}); update Phasescope or choose another folder`,
      )
    }
    if (isCurrent(db)) return null
    const isOurs = pragma(db, 'application_id') === APPLICATION_ID
    if (isOurs && version > 0) return migrated(db, version)
    const strangers = db.sql('select count(*) as n from sqlite_schema').get()?.n
    if (strangers !== 0) throw runtimeError(`${db.file} is a database of another program; choose another folder`)
    db.exec(`${RUNS_SCHEMA}; ${NUMBERS_SCHEMA}; pragma application_id = ${APPLICATION_ID}`)
    beginViews(db)
    db.exec(`pragma user_version = ${SCHEMA_VERSION}`)
    return null
  })
  if (notice !== null) process.stderr.write(`${notice}\n`)
}

function isCurrent(db: Database): boolean {
  return pragma(db, 'user_version') === SCHEMA_VERSION && pragma(db, 'application_id') === APPLICATION_ID
}

function migrated(db: Database, version: number): string {
  assertNothingRuns(db)
  const backup = backUpBefore(db.file, version)
  if (version === 1) migrateFromOne(db)
  else if (version === 2) migrateFromTwo(db)
  else migrateFromThree(db)
  if (version < 3) beginViews(db)
  db.exec(`pragma user_version = ${SCHEMA_VERSION}`)
  return `The store ${db.file} was of an earlier version (schema ${version}) and is now of this one (schema ${SCHEMA_VERSION}); as it was it is kept in ${backup}`
}

/** No version of ours has triggers or views: they would do what a stranger wrote while the file is brought to this version. */
function assertNothingRuns(db: Database): void {
  const found = db.sql("select type, name from sqlite_schema where type in ('trigger', 'view') limit 1").get()
  if (found !== undefined) throw damaged(`the ${String(found.type)} '${String(found.name)}' in ${db.file}`)
}

function pragma(db: Database, name: 'user_version' | 'application_id'): number {
  return Number(db.sql(`pragma ${name}`).get()?.[name])
}

function inSnapshot<T>(db: DatabaseSync, work: () => T): T {
  if (db.isTransaction) return work()
  db.exec('begin')
  try {
    return work()
  } finally {
    if (db.isTransaction) db.exec('commit')
  }
}

function inTransaction<T>(db: DatabaseSync, file: string, work: () => T, undone: () => void): T {
  try {
    db.exec('begin immediate')
    const result = work()
    db.exec('commit')
    return result
  } catch (error) {
    undone()
    if (db.isTransaction) db.exec('rollback')
    if (error instanceof PhasescopeError) throw error
    throw runtimeError(`Cannot write to ${file}: ${messageOf(error)}`, error)
  }
}
