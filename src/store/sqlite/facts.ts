import { TRAINER, type Envelope, type Fact } from '#src/vocabulary/index.ts'
import { checksumOf, type Said } from '#src/store/codec/checksum.ts'
import type { Database } from './database.ts'
import { assertIntact, damaged } from './row-checksum.ts'
import type { RunRow } from './run-row.ts'

/** A fact as it rests: `number` counts those of its run in order of arrival, `seq` those of its writer with its measurements. */
export interface FactRow {
  readonly run: number
  readonly number: number
  readonly writer: string
  readonly seq: number
  readonly at: number
  readonly report: string
}

export function insertFact(db: Database, row: FactRow): void {
  const values = valuesOf(row)
  db.sql('insert into fact (run, number, writer, seq, at, report, checksum) values (?, ?, ?, ?, ?, ?, ?)').run(
    ...values,
    checksumOf('fact', ...values),
  )
}

/** Every Report of a run but its measurements, in order of arrival, each as it was kept: none may be missing. */
export function facts(db: Database, run: Pick<RunRow, 'key' | 'id' | 'facts'>): Envelope<Fact>[] {
  const rows = db
    .sql('select run, number, writer, seq, at, report, checksum from fact where run = ? order by number')
    .all(run.key)
  if (rows.length !== run.facts) throw damaged(`the list of facts of run '${run.id}'`)
  return rows.map((row) => {
    const { checksum, ...rest } = row as unknown as FactRow & { checksum: number }
    assertIntact(`fact ${rest.number} of run '${run.id}'`, checksum, 'fact', ...valuesOf(rest))
    const { writer, seq, at, report } = rest
    const place = { run: run.id, seq, at, ...(writer === TRAINER ? {} : { writer }) }
    return { ...place, report: JSON.parse(report) as Fact }
  })
}

/** Bytes of what the main writer of a run, or all others, have said; the texts themselves are not read. */
export function factBytes(db: Database, run: Pick<RunRow, 'id' | 'key'>, isMain: boolean): number {
  const mains = 'select writer from writer where run = ? and main = 1'
  const sum = `select coalesce(sum(octet_length(report)), 0) as bytes from fact where run = ? and writer ${isMain ? '' : 'not '}in (${mains})`
  return Number(db.sql(sum).get(run.key, run.id)!.bytes)
}

function valuesOf({ run, number, writer, seq, at, report }: FactRow): (string | number)[] {
  return [run, number, writer, seq, at, report] satisfies Said[]
}
