import type { ColumnData, FileMetaData, RowGroup } from 'hyparquet'
import { brotliDecompressSync, gunzipSync, zstdDecompressSync } from 'node:zlib'
import { BOUNDS, messageOf } from '#src/vocabulary/index.ts'
import type { TableOptions } from './csv.ts'
import type { LogFile } from './log-file.ts'
import { isLongForm, openLongForm } from './long-form.ts'
import { rowOfValue } from './logged-value.ts'
import { pageSizes, type PageSizes } from './parquet-pages.ts'
import { PAUSE } from './pause.ts'
import { fault, type LaterRows, type Row } from './row.ts'
import { noStep, stepFrom } from './step.ts'
import { stepColumn, timeColumn, timeFrom } from './step-column.ts'

/** Bytes that one group of rows may unpack to: they are in memory together. */
const GROUP = 1 << 30
/** Rows that are numbers in memory at once: what most write as a group. */
const SLICE = 1 << 20
/** Rows after which others get their turn, though they said nothing. */
const ROWS = 16_384

/**
 * A Parquet file: a column of steps, found by its name, and one for each series; or in long form, as `phasescope export` writes it. A million
 * rows are in memory at a time.
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
    const most = Math.max(BOUNDS.expandedBytes, BOUNDS.expansionRatio * buffer.byteLength) / 8
    let [begun, values] = [0, 0]
    for (const { num_rows, columns } of metadata.row_groups) {
      const rows = Number(num_rows)
      let at = `row ${begun + 1}`
      const left = (why: string, got: string) => fault(at, `${why}; it is left out`, got)
      try {
        const size = groupSize(columns, buffer.slice)
        values += Math.max(size.values, rows * columns.length)
        if (size.bytes > GROUP) yield left(`expected a group of rows of at most ${GROUP} bytes`, `${size.bytes} bytes`)
        else if (values > most)
          yield left(
            `expected a group of rows up to whose end a file has at most ${Math.floor(most)} numbers`,
            `${values}`,
          )
        else
          for (let from = begun; from < begun + rows; from += SLICE) {
            at = `row ${from + 1}`
            const to = Math.min(from + SLICE, begun + rows)
            const cells = openCells()
            await parquetRead({
              file: buffer,
              metadata,
              compressors: COMPRESSORS,
              rowStart: from,
              rowEnd: to,
              onChunk: cells.add,
            })
            for (let row = from; row < to; row++) {
              yield* read.rowsOf((name) => cells.at(name, row), `row ${row + 1}`)
              if (row % ROWS === 0) yield PAUSE
            }
          }
      } catch (error) {
        yield left('a group of rows cannot be read', messageOf(error))
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

/** What the columns of a group come to, by what their ends and the heads of their pages say. */
function groupSize(columns: RowGroup['columns'], slice: (from: number, to?: number) => ArrayBuffer): PageSizes {
  let [values, bytes] = [0, 0]
  for (const { meta_data: of } of columns) {
    if (of === undefined) continue
    const from = Number(of.dictionary_page_offset ?? 0n) || Number(of.data_page_offset)
    const size = pageSizes(slice(from, from + Number(of.total_compressed_size)))
    values += size.values
    bytes += Math.max(size.bytes, Number(of.total_uncompressed_size))
  }
  return { values, bytes }
}

/** The pieces of columns that were read, each with the row at which it begins; rows are asked for in their order. */
function openCells() {
  const columns = new Map<string, { pieces: ColumnData[]; now: number }>()
  return {
    add(piece: ColumnData): void {
      const there = columns.get(piece.columnName)
      if (there === undefined) columns.set(piece.columnName, { pieces: [piece], now: 0 })
      else there.pieces.push(piece)
    },
    at(name: string, row: number): unknown {
      const column = columns.get(name)
      if (column === undefined) return undefined
      while (row >= (column.pieces[column.now]?.rowEnd ?? Infinity)) column.now += 1
      const piece = column.pieces[column.now]
      return piece?.columnData[row - piece.rowStart]
    },
  }
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
