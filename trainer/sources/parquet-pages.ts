/** What the pages of a column in a group of rows say that they come to, before any of it is unpacked. */
export interface PageSizes {
  readonly values: number
  readonly bytes: number
}

/**
 * Adds up what the heads of a column's pages say (github.com/apache/parquet-format, PageHeader): each is a record of Thrift's compact
 * protocol, with the bytes of the page behind it. The end of the file counts values too, but a page is unpacked by what its own head says.
 */
export function pageSizes(chunk: ArrayBuffer): PageSizes {
  const reader: Reader = { view: new DataView(chunk), at: 0 }
  let [values, bytes] = [0, 0]
  // As the reader of the numbers has it: a last byte is no page.
  while (reader.at < chunk.byteLength - 1) {
    const head = record(reader)
    const packed = wholeIn(head, [PACKED])
    values += Math.max(0, ...[DATA, DICTIONARY, DATA_2].map((kind) => wholeIn(head, [kind, VALUES])))
    bytes += wholeIn(head, [UNPACKED])
    reader.at += packed
  }
  return { values, bytes }
}

/** Fields of a page's head, and of what it says of each kind of page. */
const [UNPACKED, PACKED, DATA, DICTIONARY, DATA_2, VALUES] = [2, 3, 5, 7, 8, 1]
/** Records in each other: a page's head has three. */
const DEPTH = 8

interface Reader {
  readonly view: DataView
  at: number
}

type Fields = Map<number, number | Fields | null>

/** A whole number from 0 at a place of a record; 0 where none is there. */
function wholeIn(fields: Fields, [first, ...more]: readonly number[]): number {
  const value = fields.get(first!)
  if (value === undefined || value === null) return 0
  if (typeof value !== 'number') return more.length === 0 ? 0 : wholeIn(value, more)
  if (value < 0) throw new RangeError(`expected a whole number in the head of a page, got ${value}`)
  return value
}

function record(reader: Reader, depth = 0): Fields {
  if (depth === DEPTH) throw new RangeError(`expected at most ${DEPTH} records in each other in the head of a page`)
  const fields: Fields = new Map()
  for (let id = 0; ;) {
    const byte = reader.view.getUint8(reader.at++)
    const kind = byte & 15
    if (kind === 0) return fields
    id = byte >> 4 === 0 ? signed(reader) : id + (byte >> 4)
    fields.set(id, value(reader, kind, depth))
  }
}

/** A whole number or a record; anything else is passed over. */
function value(reader: Reader, kind: number, depth: number): number | Fields | null {
  if (kind === 1 || kind === 2) return null
  if (kind === 3) return reader.view.getInt8(reader.at++)
  if (kind >= 4 && kind <= 6) return signed(reader)
  if (kind === 7) reader.at += 8
  else if (kind === 8) {
    const length = unsigned(reader) >>> 0
    reader.at += length
  } else if (kind === 9) {
    const byte = reader.view.getUint8(reader.at++)
    const count = byte >> 4 === 15 ? unsigned(reader) >>> 0 : byte >> 4
    for (let i = 0; i < count; i++) value(reader, Math.max(3, byte & 15), depth + 1)
  } else if (kind === 12) return record(reader, depth + 1)
  else throw new RangeError(`expected a kind of field of Thrift, got ${kind}`)
  return null
}

function signed(reader: Reader): number {
  const number = unsigned(reader)
  return (number >>> 1) ^ -(number & 1)
}

function unsigned(reader: Reader): number {
  let number = 0
  for (let shift = 0; ; shift += 7) {
    const byte = reader.view.getUint8(reader.at++)
    number |= (byte & 127) << shift
    if (byte < 128) return number
  }
}
