import { statSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { BOUNDS, runtimeError } from '#src/vocabulary/index.ts'
import { kindOf } from '#trainer/formats/index.ts'

/** A project's file while something is looked up in it. */
export interface TrackioFile {
  readonly db: DatabaseSync
  /** The column that tells runs from each other: there were no ids once. */
  readonly id: 'run_id' | 'run_name'
  /** The one by which the settings of a run are found; null where there are none. */
  readonly configId: 'run_id' | 'run_name' | null
}

/** How long a training that writes is waited for. */
const BUSY_MS = 5000
/** Bytes of the declaration of a table, in which Trackio's has some 300. */
const DECLARATION = 16_384
/** Bytes that SQLite makes of anything: more than any text that is read. */
const LENGTH = 4 * BOUNDS.loggedBytes

/**
 * Opens the file of a project, looks, and closes it: whoever has it open must not open and close it by another way, which would take SQLite's
 * locks from it, and a training would clear away what is being read. Throws where it is no project of Trackio.
 */
export function withinTrackio<T>(path: string, look: (file: TrackioFile) => T): T {
  for (const part of ['', '-wal', '-journal', '-shm']) assertFile(`${path}${part}`)
  const db = new DatabaseSync(path, { readOnly: true, timeout: BUSY_MS, limits: { length: LENGTH } })
  try {
    // What a stranger's file says of itself is data, and nothing that is carried out.
    db.exec('pragma trusted_schema = off; pragma cell_size_check = on')
    if (!hasTable(db, 'metrics')) throw runtimeError('expected a table of metrics, as Trackio keeps it')
    for (const table of ['metrics', 'configs']) assertStored(db, table)
    const idOf = (table: string) => (hasColumn(db, table, 'run_id') ? 'run_id' : 'run_name')
    return look({ db, id: idOf('metrics'), configId: hasTable(db, 'configs') ? idOf('configs') : null })
  } finally {
    db.close()
  }
}

/**
 * Rows as long as they say no more than the file holds: what is stored once and told with every row, such as the default of a column that
 * was added, could make of a small file more than any memory or patience has.
 */
export function* withinBytes(
  db: DatabaseSync,
  rows: Iterable<Record<string, unknown>>,
): Generator<Record<string, unknown>, void, undefined> {
  const { bytes: held } = db
    .prepare('select page_count * page_size as bytes from pragma_page_count, pragma_page_size')
    .get() as { bytes: number }
  let bytes = 0
  for (const row of rows) {
    bytes += bytesOf(row)
    if (bytes > held) throw runtimeError(`expected rows of no more bytes than the file has, ${held}`)
    yield row
  }
}

/** Whether what SQLite says is how things stand while another writes, opens or closes the file: sqlite.org/rescode.html, BUSY, LOCKED, READONLY, CANTOPEN. */
export function isOfMoment(error: unknown): boolean {
  const { errcode } = error as { errcode?: unknown }
  return typeof errcode === 'number' && [5, 6, 8, 14].includes(errcode & 0xff)
}

/** Characters and bytes that a row says. */
export function bytesOf(row: Record<string, unknown>): number {
  return Object.values(row).reduce<number>(
    (sum, value) => sum + (typeof value === 'string' || value instanceof Uint8Array ? value.length : 1),
    0,
  )
}

/** A column where it is no longer than what is read of any log; its length is known without reading it. */
export function short(column: string): string {
  return `iif(octet_length(${column}) <= ${BOUNDS.loggedBytes}, ${column}, null) as ${column}`
}

/** SQLite opens what stands beside a database, too, and would wait for who writes into a pipe. */
function assertFile(path: string): void {
  const found = statSync(path, { throwIfNoEntry: false })
  if (found !== undefined && !found.isFile()) throw runtimeError(`${path} is ${kindOf(found)}, and only a file is read`)
}

/** Throws where a column is computed, or is long by default, so that a few bytes can make any number: Trackio stores what it has. */
function assertStored(db: DatabaseSync, table: string): void {
  const { length } = db
    .prepare("select max(octet_length(sql)) as length from sqlite_schema where type = 'table' and name = ?")
    .get(table) as { length: number | null }
  if (length !== null && length > DECLARATION)
    throw runtimeError(`expected a declaration of table ${table} of at most ${DECLARATION} bytes, got ${length}`)
  const computed = db.prepare('select name from pragma_table_xinfo(?) where hidden <> 0').get(table)
  if (computed !== undefined)
    throw runtimeError(`expected columns as Trackio stores them, got '${String(computed.name)}' of ${table}, which is computed`) // prettier-ignore
}

function hasTable(db: DatabaseSync, name: string): boolean {
  const sql = "select 1 from sqlite_schema where type = 'table' and name = ? and sql not like 'create virtual%'"
  return db.prepare(sql).get(name) !== undefined
}

function hasColumn(db: DatabaseSync, table: string, column: string): boolean {
  return db.prepare('select 1 from pragma_table_info(?) where name = ?').get(table, column) !== undefined
}
