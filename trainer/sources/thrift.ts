/** Where in records of Thrift's compact protocol one is, and how many values may still be read. */
export interface ThriftReader {
  readonly view: DataView
  at: number
  left: number
}

/** The fields of a record by their numbers: whole numbers, truths as 1 and 0, and records; null where one is anything else, which is passed over. */
export type Fields = ReadonlyMap<number, number | Fields | null>

/** Records and lists in each other: the end of a Parquet file has some eight. */
const DEPTH = 16
/** Values of all records: the end of a file of a thousand columns in a thousand pieces has some thirty millions of these, and is too much. */
const MOST = 1 << 23

export function openThrift(view: DataView, at = 0): ThriftReader {
  return { view, at, left: MOST }
}

/**
 * The record here (github.com/apache/thrift, doc/specs/thrift-compact-protocol.md). Throws where it says that it has more than there are bytes, so
 * that no reader makes room for what does not come.
 */
export function thriftRecord(reader: ThriftReader, depth = 0): Fields {
  if (depth === DEPTH) throw new RangeError(`expected at most ${DEPTH} records in each other`)
  const fields = new Map<number, number | Fields | null>()
  for (let id = 0; ;) {
    const byte = reader.view.getUint8(reader.at++)
    const kind = byte & 15
    if (kind === 0) return fields
    id = byte >> 4 === 0 ? signed(reader) : id + (byte >> 4)
    fields.set(id, value(reader, kind, depth))
  }
}

/** A whole number at a place of a record, from 0; 0 where none is there. */
export function wholeIn(fields: Fields, [first, ...more]: readonly number[]): number {
  const value = fields.get(first!)
  if (value === undefined || value === null) return 0
  if (typeof value !== 'number') return more.length === 0 ? 0 : wholeIn(value, more)
  if (value < 0) throw new RangeError(`expected a whole number from 0, got ${value}`)
  return value
}

/** How many bytes a number has that says its length bit by bit, and the number. */
export function unsigned(reader: { readonly view: DataView; at: number }): number {
  let number = 0
  for (let shift = 0; ; shift += 7) {
    const byte = reader.view.getUint8(reader.at++)
    number |= (byte & 127) << shift
    if (byte < 128) return number
  }
}

const [TRUE, FALSE, BYTE, SHORT, LONG, DOUBLE, BYTES, LIST, RECORD] = [1, 2, 3, 4, 6, 7, 8, 9, 12]

function value(reader: ThriftReader, kind: number, depth: number): number | Fields | null {
  if (--reader.left < 0) throw new RangeError(`expected at most ${MOST} values in records`)
  if (kind === RECORD) return thriftRecord(reader, depth + 1)
  if (kind === BYTE) return reader.view.getInt8(reader.at++)
  if (kind >= SHORT && kind <= LONG) return signed(reader)
  if (kind === DOUBLE) pass(reader, 8)
  else if (kind === BYTES) pass(reader, unsigned(reader) >>> 0)
  else if (kind === LIST) list(reader, depth)
  else if (kind === TRUE || kind === FALSE) return Number(kind === TRUE)
  else throw new RangeError(`expected a kind of field of Thrift, got ${kind}`)
  return null
}

function list(reader: ThriftReader, depth: number): void {
  if (depth === DEPTH) throw new RangeError(`expected at most ${DEPTH} lists in each other`)
  const byte = reader.view.getUint8(reader.at++)
  const count = byte >> 4 === 15 ? unsigned(reader) >>> 0 : byte >> 4
  // Each entry has a byte at least.
  if (count > reader.view.byteLength - reader.at)
    throw new RangeError(`expected a list within ${reader.view.byteLength - reader.at} bytes, got ${count} entries`)
  const kind = byte & 15
  for (let i = 0; i < count; i++) value(reader, kind === TRUE || kind === FALSE ? BYTE : kind, depth + 1)
}

function pass(reader: ThriftReader, bytes: number): void {
  if (bytes > reader.view.byteLength - reader.at)
    throw new RangeError(`expected ${bytes} bytes within ${reader.view.byteLength - reader.at}`)
  reader.at += bytes
}

function signed(reader: ThriftReader): number {
  const number = unsigned(reader)
  return (number >>> 1) ^ -(number & 1)
}
