import { statSync } from 'node:fs'
import { DatabaseSync, type StatementSync } from 'node:sqlite'
import { BOUNDS, messageOf, runtimeError } from '#src/vocabulary/index.ts'
import { kindOf } from '#trainer/formats/index.ts'
import { flat } from './flat.ts'
import { parseLenient } from './lenient-json.ts'
import { rowOfValue } from './logged-value.ts'
import { PAUSE } from './pause.ts'
import { fault, type Row, type Rows } from './row.ts'
import { noStep, stepFrom } from './step.ts'
import { timeFrom } from './step-column.ts'

/** A project of Trackio, one SQLite file: opened to be read, also while a training writes to it. */
export interface TrackioProject {
  /** Its runs, in the order of their first rows. */
  runs(): readonly TrackioRun[]
  read(run: TrackioRun): Rows
  close(): void
}

export interface TrackioRun {
  /** What tells it from others: its id, or its name where there are no ids yet. */
  readonly key: string
  readonly name: string
}

/** How long a training that writes is waited for. */
const BUSY_MS = 5000
/** Rows, and bytes of them, that are read before others get their turn, and a training that writes its. */
const ROWS = 4096
const BYTES = 4 * 1024 * 1024
/** Bytes of the declaration of a table, in which Trackio's has some 300. */
const DECLARATION = 16_384
/** Bytes that SQLite makes of anything: more than any text that is read. */
const LENGTH = 4 * BOUNDS.loggedBytes

/** SQLite opens what stands beside a database, too, and would wait for who writes into a pipe. */
function assertFile(path: string): void {
  const found = statSync(path, { throwIfNoEntry: false })
  if (found !== undefined && !found.isFile()) throw runtimeError(`${path} is ${kindOf(found)}, and only a file is read`)
}

/** Throws where it is no project of Trackio. */
export function openTrackio(path: string): TrackioProject {
  for (const part of ['', '-wal', '-journal', '-shm']) assertFile(`${path}${part}`)
  const db = new DatabaseSync(path, { readOnly: true, timeout: BUSY_MS, limits: { length: LENGTH } })
  try {
    // What a stranger's file says of itself is data, and nothing that is carried out.
    db.exec('pragma trusted_schema = off; pragma cell_size_check = on')
    const isTable = (name: string) =>
      db
        .prepare("select 1 from sqlite_schema where type = 'table' and name = ? and sql not like 'create virtual%'")
        .get(name) !== undefined
    if (!isTable('metrics')) throw runtimeError('expected a table of metrics, as Trackio keeps it')
    for (const table of ['metrics', 'configs']) assertStored(db, table)
    const id = hasColumn(db, 'metrics', 'run_id') ? 'run_id' : 'run_name'
    return {
      runs: () =>
        [
          ...withinFile(
            db,
            db
              .prepare(`select ${id} as key, min(run_name) as name from metrics group by ${id} order by min(id)`)
              .iterate(),
          ),
        ].map(({ key, name }) => ({ key: String(key), name: String(name) })),
      read: (run) => rowsOf(db, id, run, isTable('configs')),
      close: () => db.close(),
    }
  } catch (error) {
    db.close()
    throw error
  }
}

function* rowsOf(db: DatabaseSync, id: string, { key, name }: TrackioRun, hasConfigs: boolean): Rows {
  yield { type: 'said', name }
  // The plus keeps SQLite from an index of the run, by which each look would sort all rows that it has.
  const next = db.prepare(
    `select id, ${['timestamp', 'step', 'metrics'].map(short).join(', ')}, octet_length(metrics) as bytes
      from metrics where +${id} = ? and id > ? and id <= ? order by id limit ${ROWS}`,
  )
  const newest = db.prepare('select max(id) as id from metrics')
  for (const statement of [next, newest]) statement.setReadBigInts(true)
  let last = -1n
  let config: string | null = null
  for (;;) {
    try {
      const told = hasConfigs ? configOf(db, id, key) : null
      if (told !== null && told !== config) yield saidBy(told)
      config = told
      const to = (newest.get()?.id ?? null) as bigint | null
      while (to !== null && last < to) {
        const rows = some(db, next, key, last, to)
        for (const row of rows) {
          last = row.id as bigint
          yield* pointsOf(row)
        }
        // Those of other runs are gone through once.
        if (rows.length === 0) last = to
        yield PAUSE
      }
    } catch (error) {
      yield fault(`row ${last + 1n}`, 'the file cannot be read from here on', messageOf(error))
    }
    yield { type: 'end', left: 0, at: `row ${last}` }
  }
}

/** The next rows, as many as are read at once. */
function some(db: DatabaseSync, next: StatementSync, key: string, last: bigint, to: bigint): Record<string, unknown>[] {
  const rows: Record<string, unknown>[] = []
  let bytes = 0
  for (const row of withinFile(db, next.iterate(key, last, to))) {
    rows.push(row)
    bytes += bytesOf(row)
    if (bytes >= BYTES) break
  }
  return rows
}

/**
 * Rows as long as they say no more than the file holds: what is stored once and told with every row, such as the default of a column that
 * was added, could make of a small file more than any memory or patience has.
 */
function* withinFile(
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

function bytesOf(row: Record<string, unknown>): number {
  return Object.values(row).reduce<number>(
    (sum, value) => sum + (typeof value === 'string' || value instanceof Uint8Array ? value.length : 1),
    0,
  )
}

/** A column where it is no longer than what is read of any log; its length is known without reading it. */
function short(column: string): string {
  return `iif(octet_length(${column}) <= ${BOUNDS.loggedBytes}, ${column}, null) as ${column}`
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

function* pointsOf({ id, timestamp, step, metrics, bytes }: Record<string, unknown>): Generator<Row> {
  const at = `row ${String(id)}`
  const number = stepFrom(step)
  if (number === null) return void (yield noStep(at, 'row', step))
  if (metrics === null && bytes !== null)
    return void (yield fault(at, `expected metrics of at most ${BOUNDS.loggedBytes} bytes; the row is left out`, `${String(bytes)} bytes`)) // prettier-ignore
  const record = recordIn(metrics)
  if (record === null) return void (yield fault(at, 'expected metrics in JSON; the row is left out', textOf(metrics)))
  const time = timeFrom(timestamp)
  for (const [series, value] of flat(record)) yield rowOfValue(series, value, number, time)
}

function configOf(db: DatabaseSync, id: string, key: string): string | null {
  const column = hasColumn(db, 'configs', id) ? id : 'run_name'
  const row = db.prepare(`select ${short('config')} from configs where ${column} = ?`).get(key)
  return row === undefined ? null : textOf(row.config)
}

function saidBy(text: string): Row {
  const record = recordIn(text)
  if (record === null) return fault('the settings', 'expected settings in JSON; they are left out', text)
  // What Trackio adds of itself begins with an underscore.
  const config = Object.fromEntries(Object.entries(record).filter(([key]) => !key.startsWith('_')))
  const [created, group] = [timeFrom(record._Created), record._Group]
  return {
    type: 'said',
    config,
    ...(created !== null && { startedAt: created }),
    ...(typeof group === 'string' && group !== '' && { group }),
  }
}

function hasColumn(db: DatabaseSync, table: string, column: string): boolean {
  return db.prepare('select 1 from pragma_table_info(?) where name = ?').get(table, column) !== undefined
}

/** Texts in SQLite are texts or bytes. */
function textOf(value: unknown): string {
  return value instanceof Uint8Array ? Buffer.from(value).toString('utf8') : String(value)
}

function recordIn(value: unknown): Record<string, unknown> | null {
  try {
    const record = parseLenient(textOf(value))
    return typeof record === 'object' && record !== null && !Array.isArray(record)
      ? (record as Record<string, unknown>)
      : null
  } catch {
    return null
  }
}
