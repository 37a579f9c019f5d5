import {
  unknownName,
  usageError,
  type Labels,
  type Run,
  type RunId,
  type RunStatus,
  type RunSummary,
} from '#src/vocabulary/index.ts'
import { readableRun } from '#src/run-state/index.ts'
import { lineOfSpark, type Spark } from '#src/store/spark.ts'
import { blobFrom, floatsFrom } from '#src/store/raw.ts'
import type { Database } from './database.ts'
import { checksumOf } from '#src/store/codec/checksum.ts'
import { assertIntact } from './row-checksum.ts'

/** A line of table `run`: all that a list says of a run, and how much of it must be there besides. */
export interface RunRow {
  readonly key: number
  readonly id: RunId
  readonly declaration: string
  readonly cards: string | null
  readonly name: string
  readonly experiment: string
  readonly words: string
  readonly family: RunId
  readonly started_at: number
  readonly status: RunStatus
  readonly lost: 0 | 1
  readonly removed_at: number | null
  readonly step: number
  readonly points: number
  readonly facts: number
  readonly series: number
  readonly last_report_at: number
  readonly ended_at: number | null
  readonly ms_per_step: number | null
  readonly weights: string | null
  readonly spark_series: string | null
  readonly spark_shift: number
  readonly spark: Uint8Array | null
}

const COLUMNS = [
  ...['key', 'id', 'declaration', 'cards', 'name', 'experiment', 'words', 'family', 'started_at', 'status', 'lost'],
  ...['removed_at', 'step', 'points', 'facts', 'series', 'last_report_at', 'ended_at', 'ms_per_step', 'weights'],
  ...['spark_series', 'spark_shift', 'spark'],
] as readonly (keyof RunRow)[]

const LIST = [...COLUMNS, 'checksum'].join(', ')
const INSERT = `insert into run (${LIST}) values (${[...COLUMNS, 'checksum'].map(() => '?').join(', ')})`
const UPDATE = `update run set ${[...COLUMNS, 'checksum'].map((column) => `${column} = ?`).join(', ')} where key = ?`

/** The row of a run, also of one that was removed; null where there is none. */
export function runRow(db: Database, run: RunId): RunRow | null {
  const row = db.sql(`select ${LIST} from run where id = ?`).get(run)
  return row === undefined ? null : intact(row)
}

export function runRowAt(db: Database, key: number): RunRow {
  return intact(db.sql(`select ${LIST} from run where key = ?`).get(key)!)
}

/** The row of a run that is there. */
export function knownRun(db: Database, run: RunId): RunRow {
  const row = runRow(db, run)
  if (row === null) throw unknownRun(db, run)
  if (row.removed_at !== null) throw removedRun(run)
  return row
}

export function removedRun(run: RunId): Error {
  return usageError(`Run '${run}' was removed; until the next start of a hub: phasescope remove ${run} --undo`)
}

export function insertRun(db: Database, row: Omit<RunRow, 'key'>): RunRow {
  const key = Number(db.sql('select coalesce(max(key), 0) + 1 as key from run').get()!.key)
  const whole = { ...row, key }
  const values = valuesOf(whole)
  db.sql(INSERT).run(...values, checksumOf('run', ...values))
  return whole
}

export function updateRun(db: Database, row: RunRow): void {
  const values = valuesOf(row)
  db.sql(UPDATE).run(...values, checksumOf('run', ...values), row.key)
}

/** `divergedAt`: what its numbers say (`diverged.ts`); `labels`: what people say of it. */
export function summaryOf(row: RunRow, divergedAt: number | null, labels: Labels): RunSummary {
  const spark = sparkOf(row)
  const run = JSON.parse(row.declaration) as Run
  const { name, tags, note, archived } = labels
  return {
    run: name === null ? run : { ...run, name },
    status: row.lost === 1 && row.ended_at === null ? 'lost' : row.status,
    step: row.step,
    points: row.points,
    lastReportAt: row.last_report_at,
    endedAt: row.ended_at,
    msPerStep: row.ms_per_step,
    weights: row.weights,
    ...(divergedAt === null ? {} : { divergedAt }),
    spark: spark === null || spark.steps.length === 0 ? null : lineOfSpark(spark),
    ...{ tags, note, archived },
  }
}

export function sparkOf({ spark_series, spark_shift, spark }: RunRow): Spark | null {
  if (spark_series === null || spark === null) return null
  const numbers = floatsFrom(spark)
  const half = numbers.length / 2
  const [steps, values] = [Array.from(numbers.subarray(0, half)), Array.from(numbers.subarray(half))]
  return { series: spark_series, shift: spark_shift, steps, values }
}

export function columnsOfSpark(spark: Spark | null): Pick<RunRow, 'spark_series' | 'spark_shift' | 'spark'> {
  if (spark === null) return { spark_series: null, spark_shift: 0, spark: null }
  const { series, shift, steps, values } = spark
  return { spark_series: series, spark_shift: shift, spark: blobFrom(Float64Array.of(...steps, ...values)) }
}

/** What a search for runs looks in: their names, and their settings as one types them. */
export function wordsOf(run: Run): string {
  const { id, name, experiment, seed, host, parameters } = readableRun(run, { id: run.id, at: 0 })
  const settings = Object.entries(parameters).map(([key, value]) => `${key}=${value}`)
  return [id, name, experiment, `seed=${seed}`, host, ...settings].join(' ').slice(0, WORDS).toLowerCase()
}

/** The index that a search reads holds the words of every run: of very many settings the first are found. */
const WORDS = 1_024

/** Ids among which a misspelled one is looked for: the newest. */
const NEAR = 200

function unknownRun(db: Database, run: RunId): Error {
  const rows = db.sql('select id from run where removed_at is null order by started_at desc limit ?').all(NEAR)
  const ids = rows.map((row) => String(row.id))
  const total = Number(db.sql('select count(*) as n from run where removed_at is null').get()!.n)
  return unknownName('run', run, ids, total)
}

function intact(row: object): RunRow {
  const { checksum, ...rest } = row as RunRow & { checksum: number }
  const values = valuesOf(rest)
  assertIntact(`run '${rest.id}'`, checksum, 'run', ...values)
  return rest
}

function valuesOf(row: RunRow): (string | number | null | Uint8Array)[] {
  return COLUMNS.map((column) => row[column])
}
