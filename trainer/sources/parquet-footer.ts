import type { FileMetaData, RowGroup, SchemaElement } from 'hyparquet'
import type { LogFile } from './log-file.ts'
import type { ColumnShape } from './parquet-runs.ts'
import { openThrift, thriftRecord } from './thrift.ts'

/** What the end of a Parquet file says of all of it. */
export interface Footer {
  readonly metadata: FileMetaData
  /** Columns as a table has them, of which one may be lists or records. */
  readonly names: readonly string[]
  /** What numbers, texts and the like there are; `shapeOf` asks for one by its place. */
  readonly leaves: ReadonlyMap<string, ColumnShape>
  /** How many there are, those that are called alike each for itself. */
  readonly count: number
}

/** Bytes of the end: those of a file of a thousand columns in hundreds of groups. */
const LONGEST = 64 * 1024 * 1024
const TAIL = 8
/** Records and lists in each other that a value lies in. */
const DEPTH = 16

/** Reads it, once it is seen that no list of it says more than it has. Throws where it is none. */
export async function readFooter(file: LogFile): Promise<Footer> {
  const size = file.size()
  const tail = bytesAt(file, size - TAIL, TAIL)
  if (tail.toString('latin1', 4) !== 'PAR1') throw new Error('it does not end as one')
  const length = tail.readUInt32LE(0)
  if (length > Math.min(LONGEST, size - TAIL)) throw new Error(`expected an end of at most ${LONGEST} bytes that is there, got ${length}`) // prettier-ignore
  const bytes = bytesAt(file, size - TAIL - length, length + TAIL)
  thriftRecord(openThrift(new DataView(bytes.buffer, bytes.byteOffset, length)))
  const { parquetMetadata } = await import('hyparquet')
  const metadata = parquetMetadata(bytes, { geoparquet: false })
  return { metadata, ...columnsOf(metadata.schema) }
}

function bytesAt(file: LogFile, at: number, length: number): Buffer {
  const bytes = Buffer.alloc(at < 0 ? 0 : length)
  if (file.read(Math.max(0, at), bytes) < length) throw new Error('it is too short')
  return bytes
}

/** Goes through a schema, which is a tree written as a list: each node says how many of those behind it are its own. */
function columnsOf(schema: readonly SchemaElement[]): Pick<Footer, 'names' | 'leaves' | 'count'> {
  const names: string[] = []
  const leaves = new Map<string, ColumnShape>()
  let count = 0
  /** The nodes that the next one is in, with how many more each has. */
  const within: { more: number; readonly key: string; readonly defined: number; readonly repeated: number }[] = []
  for (const [place, { name, type, num_children, repetition_type }] of schema.entries()) {
    const above = within.at(-1)
    // What a file leaves out is not there, whatever its type says.
    if (typeof (name as unknown) !== 'string') throw new Error('a column of its schema has no name')
    if (above === undefined && place > 0) throw new Error('its schema has more than one root')
    if (within.length > DEPTH) throw new Error(`expected a schema at most ${DEPTH} deep`)
    if (above !== undefined) above.more -= 1
    if (within.length === 1) names.push(name)
    const isRoot = above === undefined
    const key = isRoot ? '' : `${above.key}${JSON.stringify(name)}`
    const defined = (above?.defined ?? 0) + Number(!isRoot && repetition_type !== 'REQUIRED')
    const repeated = (above?.repeated ?? 0) + Number(repetition_type === 'REPEATED')
    if (isRoot || (num_children ?? 0) > 0) within.push({ more: num_children ?? 0, key, defined, repeated })
    else {
      count += 1
      if (!leaves.has(key)) leaves.set(key, { isTruth: type === 'BOOLEAN', defined, repeated })
    }
    while (within.at(-1)?.more === 0) within.pop()
  }
  if (within.length > 0) throw new Error('its schema says more columns than it has')
  return { names, leaves, count }
}

function keyOf(path: readonly string[]): string {
  return path.map((name) => JSON.stringify(name)).join('')
}

/** How the pages of a column are read. Throws where the schema has no such column. */
export function shapeOf({ leaves }: Footer, column: RowGroup['columns'][number]): ColumnShape {
  const path = column.meta_data?.path_in_schema ?? []
  const shape = leaves.get(keyOf(path))
  if (shape === undefined) throw new Error(`the schema has no column '${path.join('.').slice(0, 80)}'`)
  return shape
}

/** Where a column of a group lies. Throws where that is nowhere, or not in this file. */
export function placeOf(column: RowGroup['columns'][number]): { readonly from: number; readonly length: number } {
  const { meta_data: of, file_path } = column
  if (of === undefined || file_path !== undefined) throw new Error('a column lies in another file')
  // As the reader of the numbers has it.
  const from = whole(of.dictionary_page_offset || of.data_page_offset)
  return { from, length: whole(of.total_compressed_size) }
}

export function whole(value: unknown): number {
  const number = typeof value === 'bigint' || typeof value === 'number' ? Number(value) : NaN
  if (!Number.isSafeInteger(number) || number < 0) throw new Error(`expected a whole number from 0, got ${typeof value === 'bigint' ? value : typeof value}`) // prettier-ignore
  return number
}
