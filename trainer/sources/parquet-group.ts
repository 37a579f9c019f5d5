import { parquetRead, snappyUncompress, type ColumnData, type RowGroup } from 'hyparquet'
import { brotliDecompressSync, gunzipSync, zstdDecompressSync } from 'node:zlib'
import type { LogFile } from './log-file.ts'
import { placeOf, shapeOf, whole, type Footer } from './parquet-footer.ts'
import { pagesIn, type Page } from './parquet-pages.ts'
import { assertRuns } from './parquet-runs.ts'

/** Bytes that one group of rows may have, packed or not: they are in memory together. */
const MOST = 1 << 30

/** What a group comes to. */
export interface GroupSize {
  /** Values, as the heads of its pages say, which are what its reader goes by. */
  readonly values: number
  /** Bytes of the file. */
  readonly packed: number
}

/** Reads the heads of its pages, of which none is unpacked. Throws where the group is more than is in memory at once. */
export function sizeOfGroup(file: LogFile, footer: Footer, group: RowGroup): GroupSize {
  if (group.columns.length !== footer.count)
    throw new Error(`expected ${footer.count} columns, got ${group.columns.length}`)
  let [values, bytes, packed] = [0, 0, 0]
  for (const column of group.columns) {
    const { length } = placeOf(column)
    packed += length
    let unpacked = length
    if (packed <= MOST)
      for (const page of pagesOf(file, column)) {
        values += page.values
        unpacked += page.unpacked
      }
    bytes += Math.max(unpacked, whole(column.meta_data?.total_uncompressed_size))
    if (bytes > MOST) throw new Error(`expected a group of rows of at most ${MOST} bytes, got ${bytes}`)
  }
  return { values, packed }
}

/** A value of the group by its column and row: rows are asked for in their order. */
export type CellsOf = (name: string, row: number) => unknown

/** Unpacks some rows of a group, once it is seen that its pages have what they say. */
export async function cellsOf(
  file: LogFile,
  footer: Footer,
  group: RowGroup,
  from: number,
  to: number,
): Promise<CellsOf> {
  if (from === 0) assertPages(file, footer, group)
  const cells = openCells()
  await parquetRead({
    file: { byteLength: file.size(), slice: (begin, end) => piece(file, begin, end) },
    metadata: { ...footer.metadata, row_groups: [group] },
    compressors: COMPRESSORS,
    rowStart: from,
    rowEnd: to,
    onChunk: cells.add,
  })
  return cells.at
}

function assertPages(file: LogFile, footer: Footer, group: RowGroup): void {
  for (const column of group.columns) {
    const { codec = 'UNCOMPRESSED' } = column.meta_data ?? {}
    const unpack = (packed: Uint8Array, length: number) => unpacked(codec, packed, length)
    for (const page of pagesOf(file, column)) assertRuns(page, shapeOf(footer, column), unpack, MOST)
  }
}

/** What Node unpacks itself. */
const COMPRESSORS = {
  GZIP: (input: Uint8Array) => gunzipSync(input, { maxOutputLength: MOST }),
  ZSTD: (input: Uint8Array) => zstdDecompressSync(input, { maxOutputLength: MOST }),
  BROTLI: (input: Uint8Array) => brotliDecompressSync(input, { maxOutputLength: MOST }),
}

/** The bytes of a page. */
function unpacked(codec: string, packed: Uint8Array, length: number): Uint8Array {
  if (codec === 'UNCOMPRESSED') return packed
  if (codec === 'SNAPPY') {
    const bytes = new Uint8Array(length)
    snappyUncompress(packed, bytes)
    return bytes
  }
  const of = COMPRESSORS[codec as keyof typeof COMPRESSORS]
  if (!Object.hasOwn(COMPRESSORS, codec)) throw new Error(`it is packed by ${codec}, and only gzip, zstd, brotli and snappy are unpacked`) // prettier-ignore
  return of(packed)
}

function pagesOf(file: LogFile, column: RowGroup['columns'][number]): Generator<Page> {
  const { from, length } = placeOf(column)
  return pagesIn(piece(file, from, from + length))
}

function piece(file: LogFile, from: number, to: number = file.size()): ArrayBuffer {
  const bytes = new Uint8Array(Math.max(0, Math.min(to, file.size()) - from))
  file.read(from, bytes)
  return bytes.buffer
}

/** The pieces of columns that were read, each with the row at which it begins. */
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
