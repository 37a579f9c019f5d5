import type { ColumnData, FileMetaData } from 'hyparquet'
import { brotliDecompressSync, gunzipSync, zstdDecompressSync } from 'node:zlib'
import { messageOf } from '#src/vocabulary/index.ts'
import type { TableOptions } from './csv.ts'
import type { LogFile } from './log-file.ts'
import { isLongForm, openLongForm } from './long-form.ts'
import { rowOfValue } from './logged-value.ts'
import { fault, type LaterRows, type Row } from './row.ts'
import { noStep, stepFrom } from './step.ts'
import { stepColumn, timeColumn, timeFrom } from './step-column.ts'

/** Bytes that one group of rows may unpack to: they are in memory together. */
const GROUP = 1 << 30

/**
 * A Parquet file: a column of steps, found by its name, and one for each series; or in long form, as `phasescope export` writes it. A group of
 * rows is in memory at a time.
 */
export async function* readParquet(file: LogFile, options: TableOptions = {}): LaterRows {
  const { parquetMetadataAsync, parquetRead } = await import('hyparquet')
  const buffer = { byteLength: file.size(), slice: (from: number, to?: number) => piece(file, from, to) }
  let metadata: FileMetaData
  try {
    metadata = await parquetMetadataAsync(buffer)
  } catch (error) {
    yield fault(
      `byte ${buffer.byteLength}`,
      'expected the end of a Parquet file; nothing of it is taken',
      messageOf(error),
    )
    return
  }
  const names = metadata.schema.filter(({ num_children: below }) => below === undefined).map(({ name }) => name)
  const read = readerOf(names, options)
  if ('why' in read) yield fault('row 1', read.why, names.join(', '))
  else {
    let begun = 0
    for (const { num_rows, columns } of metadata.row_groups) {
      const rows = Number(num_rows)
      const at = `row ${begun + 1}`
      const size = columns.reduce((sum, { meta_data: of }) => sum + Number(of?.total_uncompressed_size ?? 0), 0)
      if (size > GROUP)
        yield fault(at, `expected a group of rows of at most ${GROUP} bytes; it is left out`, `${size} bytes`)
      else {
        const there = new Map<string, ColumnData['columnData']>()
        const onChunk = ({ columnName, columnData }: ColumnData) =>
          void there.set(columnName, joined(there.get(columnName), columnData))
        try {
          await parquetRead({
            file: buffer,
            metadata,
            compressors: COMPRESSORS,
            rowStart: begun,
            rowEnd: begun + rows,
            onChunk,
          })
        } catch (error) {
          there.clear()
          yield fault(at, 'a group of rows cannot be read; it is left out', messageOf(error))
        }
        if (there.size > 0)
          for (let row = 0; row < rows; row++)
            yield* read.rowsOf((name) => there.get(name)?.[row], `row ${begun + row + 1}`)
      }
      begun += rows
    }
    yield* read.rest()
  }
}

/** What Node unpacks itself. */
const COMPRESSORS = {
  GZIP: (input: Uint8Array) => gunzipSync(input, { maxOutputLength: GROUP }),
  ZSTD: (input: Uint8Array) => zstdDecompressSync(input, { maxOutputLength: GROUP }),
  BROTLI: (input: Uint8Array) => brotliDecompressSync(input, { maxOutputLength: GROUP }),
}

function piece(file: LogFile, from: number, to: number = file.size()): ArrayBuffer {
  const bytes = new Uint8Array(Math.max(0, Math.min(to, file.size()) - from))
  file.read(from, bytes)
  return bytes.buffer
}

function joined(
  before: ColumnData['columnData'] | undefined,
  more: ColumnData['columnData'],
): ColumnData['columnData'] {
  return before === undefined ? more : [...before, ...more]
}

type CellOf = (name: string) => unknown
type Reader =
  | { readonly why: string }
  | { readonly rowsOf: (cell: CellOf, at: string) => Iterable<Row>; readonly rest: () => Iterable<Row> }

function readerOf(names: readonly string[], { step }: TableOptions): Reader {
  if (isLongForm(names) && step === undefined) return longReader(names)
  const column = step ?? stepColumn(names)
  if (column === null)
    return {
      why: 'expected a column of steps, called step or the like; name it with --step; nothing of the file is taken',
    }
  if (!names.includes(column))
    return { why: `expected a column '${column}', which --step names; nothing of the file is taken` }
  const clock = timeColumn(names)
  const series = names.filter((name) => name !== column && name !== clock)
  return {
    *rowsOf(cell, at) {
      const number = stepFrom(cell(column))
      if (number === null) return void (yield noStep(at, 'row', cell(column)))
      const time = clock === null ? null : timeFrom(asTime(cell(clock)))
      for (const name of series) {
        const value = cell(name)
        if (value !== null && value !== undefined) yield rowOfValue(name, plain(value), number, time)
      }
    },
    rest: () => [],
  }
}

function longReader(names: readonly string[]): Reader {
  const long = openLongForm()
  return {
    *rowsOf(cell, at) {
      const [value, index] = ['value', 'index'].map((name) => numberIn(cell(name)))
      const step = stepFrom(cell('step'))
      if (step === null) return void (yield noStep(at, 'row', cell('step')))
      if (typeof value !== 'number')
        return void (yield fault(at, 'expected a number as value; the row is left out', String(value)))
      const run = names.includes('run') ? String(cell('run')) : null
      yield* long.add({
        run,
        series: String(cell('series')),
        step,
        index: typeof index === 'number' ? index : null,
        value,
      })
    },
    rest: () => long.rest(),
  }
}

/** What a cell says as a number; itself where it is none. */
function numberIn(value: unknown): unknown {
  return typeof value === 'bigint' ? Number(value) : value
}

/** Lists of numbers as they are elsewhere. */
function plain(value: unknown): unknown {
  if (typeof value === 'bigint') return Number(value)
  if (ArrayBuffer.isView(value) && !(value instanceof DataView))
    return Array.from(value as unknown as ArrayLike<number>, Number)
  return Array.isArray(value) ? value.map(plain) : value
}

function asTime(value: unknown): unknown {
  return value instanceof Date ? value.getTime() : value
}
