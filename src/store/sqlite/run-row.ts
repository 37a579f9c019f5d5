import {
  unknownName,
  usageError,
  type Run,
  type RunId,
  type RunStatus,
  type RunSummary,
} from '#src/vocabulary/index.ts'
import { lineOfSpark, type Spark } from '#src/store/spark.ts'
import { blobFrom, floatsFrom } from '#src/store/raw.ts'
import type { Database } from './database.ts'
import { tagsOf } from './labels.ts'
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
  /** The group that it declared itself a member of. */
  readonly study: string | null
  /** A list as JSON. */
  readonly tags: string
  readonly note: string | null
  readonly archived: 0 | 1
  readonly started_at: number
  readonly status: RunStatus
  readonly lost: 0 | 1
  readonly removed_at: number | null
  readonly step: number
  readonly points: number
  readonly facts: number
  readonly series: number
  readonly marks: number
  readonly transitions: number
  readonly last_report_at: number
  readonly ended_at: number | null
  readonly ms_per_step: number | null
  readonly weights: string | null
  readonly spark_series: string | null
  readonly spark_shift: number
  readonly spark: Uint8Array | null
}

const COLUMNS = [
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
  ...['started_at', 'status', 'lost', 'removed_at', 'step', 'points', 'facts', 'series', 'marks', 'transitions'],
  ...['last_report_at', 'ended_at', 'ms_per_step', 'weights', 'spark_series', 'spark_shift', 'spark'],
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
  putRun(db, whole)
  return whole
}

/** Keeps a row under the key that it has; `checksum` of one that was damaged before, and stays so. */
export function putRun(db: Database, row: RunRow, checksum?: number): void {
  const values = valuesOf(row)
  db.sql(INSERT).run(...values, checksum ?? checksumOf('run', ...values))
}

export function updateRun(db: Database, row: RunRow): void {
  const values = valuesOf(row)
  db.sql(UPDATE).run(...values, checksumOf('run', ...values), row.key)
}

/** `divergedAt`: what its numbers say (`diverged.ts`). */
export function summaryOf(row: RunRow, divergedAt: number | null): RunSummary {
  const spark = sparkOf(row)
  return {
    run: { ...(JSON.parse(row.declaration) as Run), name: row.name },
    status: statusOf(row),
    step: row.step,
    points: row.points,
    lastReportAt: row.last_report_at,
    endedAt: row.ended_at,
    msPerStep: row.ms_per_step,
    weights: row.weights,
    ...(divergedAt === null ? {} : { divergedAt }),
    spark: spark === null || spark.steps.length === 0 ? null : lineOfSpark(spark),
    ...{ tags: tagsOf(row), note: row.note, archived: row.archived === 1 },
  }
}

/** What holds of a run without a word of its trainer stands for what it said last. */
export function statusOf({ lost, ended_at, status }: Pick<RunRow, 'lost' | 'ended_at' | 'status'>): RunStatus {
  return lost === 1 && ended_at === null ? 'lost' : status
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
