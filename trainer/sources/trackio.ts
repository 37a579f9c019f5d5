import { statSync } from 'node:fs'
import { BOUNDS, messageOf, runtimeError } from '#src/vocabulary/index.ts'
import { flat } from './flat.ts'
import { parseLenient } from './lenient-json.ts'
import { rowOfValue } from './logged-value.ts'
import { PAUSE } from './pause.ts'
import { fault, type Row, type Rows } from './row.ts'
import { noStep, stepFrom } from './step.ts'
import { timeFrom } from './step-column.ts'
import { bytesOf, isOfMoment, short, withinBytes, withinTrackio, type TrackioFile } from './trackio-file.ts'

export interface TrackioRun {
  /** What tells it from others: its id, or its name where there are no ids yet. */
  readonly key: string
  readonly name: string
}

/** Rows, and bytes of them, that are read before others get their turn, and a training that writes its. */
const ROWS = 4096
const BYTES = 4 * 1024 * 1024
/** How often a file that a training is about to write, or clears up behind itself, is looked at before that is said. */
const TRIES = 3

/** The runs of a project of Trackio, one SQLite file, in the order of their first rows. Throws where it is none. */
export function runsOfTrackio(path: string): readonly TrackioRun[] {
  return withinTrackio(path, ({ db, id }) => {
    const rows = db.prepare(`select ${id} as key, min(run_name) as name from metrics group by ${id} order by min(id)`)
    return Array.from(withinBytes(db, rows.iterate()), ({ key, name }) => ({ key: String(key), name: String(name) }))
  })
}

/** What a project says of one of its runs, also while a training writes to it. */
export function* readTrackio(path: string, { key, name }: TrackioRun): Rows {
  yield { type: 'said', name }
  const { ino: file } = statSync(path)
  let last = -1n
  let config: string | null = null
  for (let tries = 1; ; tries++) {
    try {
      // Another file in its place is another project.
      while (statSync(path, { throwIfNoEntry: false })?.ino === file) {
        const { rows, to, told } = withinTrackio(path, (project) => newRows(project, key, last))
        if (told !== null && told !== config) yield saidBy(told)
        config = told
        for (const row of rows) {
          last = row.id as bigint
          yield* pointsOf(row)
        }
        if (rows.length > 0) yield PAUSE
        // Those of other runs are gone through once.
        else if (to === null || last >= to) break
        else last = to
      }
    } catch (error) {
      if (isOfMoment(error) && tries < TRIES) {
        yield PAUSE
        continue
      }
      yield fault(`row ${last + 1n}`, 'the file cannot be read from here on', messageOf(error))
    }
    tries = 0
    yield { type: 'end', left: 0, at: `row ${last}` }
  }
}

interface NewRows {
  /** The next ones, as many as are read at once. */
  readonly rows: readonly Record<string, unknown>[]
  /** The newest of all runs. */
  readonly to: bigint | null
  /** The settings, as they are written there. */
  readonly told: string | null
}

function newRows({ db, id, configId }: TrackioFile, key: string, last: bigint): NewRows {
  const newest = db.prepare('select max(id) as id from metrics')
  // The plus keeps SQLite from an index of the run, by which each look would sort all rows that it has.
  const next = db.prepare(
    `select id, ${['timestamp', 'step', 'metrics'].map(short).join(', ')}, octet_length(metrics) as bytes
      from metrics where +${id} = ? and id > ? and id <= ? order by id limit ${ROWS}`,
  )
  for (const statement of [newest, next]) statement.setReadBigInts(true)
  const told = configId === null ? undefined : db.prepare(`select ${short('config')} from configs where ${configId} = ?`).get(key) // prettier-ignore
  const to = (newest.get()?.id ?? null) as bigint | null
  const rows: Record<string, unknown>[] = []
  let bytes = 0
  if (to !== null && last < to)
    for (const row of withinBytes(db, next.iterate(key, last, to))) {
      // A damaged file may have them in any order, and the same again and again.
      if (typeof row.id !== 'bigint' || row.id <= ((rows.at(-1)?.id as bigint | undefined) ?? last))
        throw runtimeError('expected rows in the order of their numbers')
      rows.push(row)
      bytes += bytesOf(row)
      if (bytes >= BYTES) break
    }
  return { rows, to, told: told === undefined ? null : textOf(told.config) }
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
