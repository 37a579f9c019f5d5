import { isRecord, messageOf } from '#src/vocabulary/index.ts'
import { openCursor } from './cursor.ts'
import { flat } from './flat.ts'
import { parseLenient } from './lenient-json.ts'
import { logRecords } from './leveldb-log.ts'
import type { LogFile } from './log-file.ts'
import { numberOf, rowOfValue } from './logged-value.ts'
import { decoded } from './protobuf.ts'
import { fault, type Fault, type Row, type Rows, type Said } from './row.ts'
import { noStep, stepFrom } from './step.ts'
import { WANDB_RECORD, type Changes, type Item, type WandbRecord } from './wandb-messages.ts'

/** What a `.wandb` file begins with: its name, a number of its own, its version. */
export const WANDB_HEAD = Buffer.from([0x3a, 0x57, 0x26, 0x42, 0xe1, 0xbe, 0x00])

/** The file in which wandb keeps a run, `run-ID.wandb`: its history, settings, summary, and how it ended. */
export function* readWandb(file: LogFile): Rows {
  const cursor = openCursor(file)
  for (let head = cursor.peek(WANDB_HEAD.length); head === null; head = cursor.peek(WANDB_HEAD.length))
    yield { type: 'end', left: cursor.rest(), at: 'byte 0' }
  cursor.skip(WANDB_HEAD.length)
  /** The newest time that a line of the history says. */
  let time: number | null = null
  for (const record of logRecords(cursor)) {
    if (record.type !== 'record') {
      yield record
      continue
    }
    const at = `byte ${record.at}`
    let read: WandbRecord
    try {
      read = decoded<WandbRecord>(record.data, WANDB_RECORD)
    } catch (error) {
      yield fault(at, 'expected a record of wandb; it is left out', messageOf(error))
      continue
    }
    if (read.history !== undefined) {
      const line = recordOf(read.history.items ?? [], at)
      yield* line.faults
      const seconds = numberOf(line.record._timestamp)
      if (seconds !== null && Number.isFinite(seconds)) time = seconds * 1000
      yield* history(line.record, read.history.step?.num, time, at)
    }
    yield* said(read, time, at)
  }
}

/** What wandb itself adds to a line of the history. */
const OWN = ['_step', '_timestamp', '_runtime', '_wandb']
const isOwn = (key: string) => OWN.includes(key) || key.startsWith('_wandb/')

function* history(
  record: Readonly<Record<string, unknown>>,
  told: number | undefined,
  time: number | null,
  at: string,
): Generator<Row> {
  const step = stepFrom(record._step ?? told)
  if (step === null) {
    yield noStep(at, 'line of the history', record._step ?? told)
    return
  }
  for (const [key, value] of flat(record)) if (!isOwn(key)) yield rowOfValue(key, value, step, time)
}

function* said({ run, config, summary, exit, stats, output, artifact }: WandbRecord, time: number | null, at: string) {
  if (run !== undefined) {
    const of = { config: changesOf(run.config, at), summary: changesOf(run.summary, at) }
    yield* of.config.faults
    yield* of.summary.faults
    const { seconds, nanos = 0 } = run.startedAt ?? {}
    yield {
      type: 'said',
      ...(run.name !== undefined && run.name !== '' && { name: run.name }),
      ...(run.project !== undefined && run.project !== '' && { project: run.project }),
      ...(run.group !== undefined && run.group !== '' && { group: run.group }),
      ...(run.host !== undefined && run.host !== '' && { host: run.host }),
      ...(run.notes !== undefined && run.notes !== '' && { notes: run.notes }),
      ...(run.tags !== undefined && { tags: run.tags }),
      ...(seconds !== undefined && { startedAt: seconds * 1000 + nanos / 1e6 }),
      config: of.config.record,
      summary: of.summary.record,
    } satisfies Said
  }
  if (config !== undefined) {
    const { record, faults } = changesOf(config, at)
    yield* faults
    yield { type: 'said', config: record } satisfies Said
  }
  if (summary !== undefined) {
    const { record, faults } = changesOf(summary, at)
    yield* faults
    yield { type: 'said', summary: record } satisfies Said
  }
  if (exit !== undefined) {
    const { code = 0 } = exit
    yield {
      type: 'said',
      ended: { how: code === 0 ? 'completed' : 'failed', why: code === 0 ? null : `exit code ${code}`, at: time },
    } satisfies Said
  }
  if (stats !== undefined) yield { type: 'left', what: 'readings of the machine' } satisfies Row
  if (output !== undefined) yield { type: 'left', what: 'lines of output' } satisfies Row
  if (artifact !== undefined) yield { type: 'left', what: 'artifacts' } satisfies Row
}

function changesOf(changes: Changes | undefined, at: string) {
  const { record, faults } = recordOf(changes?.updates ?? [], at)
  return { record: Object.fromEntries(Object.entries(record).filter(([key]) => !OWN.includes(key))), faults }
}

/** A record of items, each a key, or a path of keys into records, and its value as JSON. */
function recordOf(items: readonly Item[], at: string): { record: Record<string, unknown>; faults: Fault[] } {
  const record = Object.create(null) as Record<string, unknown>
  const faults: Fault[] = []
  for (const { key, path = [], json = '' } of items) {
    const keys = key !== undefined && key !== '' ? [key] : path
    try {
      put(record, keys, parseLenient(json))
    } catch {
      faults.push(fault(at, 'expected a value in JSON; it is left out', `${keys.join('/')}: ${json}`))
    }
  }
  return { record, faults }
}

function put(record: Record<string, unknown>, keys: readonly string[], value: unknown): void {
  const last = keys.length - 1
  let within = record
  for (const key of keys.slice(0, last)) {
    // What records have of themselves is no value of the file: `__proto__` of one would be that of all.
    const below = Object.hasOwn(within, key) ? within[key] : undefined
    if (isRecord(below)) within = below
    else within = keepOwn(within, key, Object.create(null) as Record<string, unknown>)
  }
  if (last >= 0) keepOwn(within, keys[last]!, value)
}

/** A value of a record itself, whatever its key is called. */
function keepOwn<T>(record: Record<string, unknown>, key: string, value: T): T {
  if (key !== '__proto__') record[key] = value
  else Object.defineProperty(record, key, { value, writable: true, enumerable: true, configurable: true })
  return value
}
