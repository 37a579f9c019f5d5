import { BOUNDS } from '#src/vocabulary/bounds.ts'
import { malformed } from '#src/vocabulary/errors.ts'
import { isRecord } from '#src/vocabulary/is-record.ts'
import { isLittleEndian, KINDS, MAGIC, padded, reversedInPlaces, type Header, type NumberArray } from './pack.ts'

/**
 * The one place where bytes become numbers: the inverse of `pack`. Every length is checked before it is used, since
 * what arrives here comes from another process.
 */
export function unpack(bytes: Uint8Array): { body: unknown; arrays: NumberArray[] } {
  if (bytes.length < 8) throw malformed('message', 'at least 8 bytes', bytes.length)
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const magic = view.getUint32(0, true)
  if (magic !== MAGIC) throw malformed('message.magic', `'PSC1' (0x${MAGIC.toString(16)})`, `0x${magic.toString(16)}`)
  const headerLength = view.getUint32(4, true)
  if (headerLength % 8 !== 0 || 8 + headerLength > bytes.length) {
    throw malformed('message.header', `a length within ${bytes.length} bytes and a multiple of 8`, headerLength)
  }
  if (headerLength > BOUNDS.headerBytes) {
    throw malformed('message.header', `at most ${BOUNDS.headerBytes} bytes`, headerLength)
  }
  const header = parseHeader(bytes.subarray(8, 8 + headerLength))
  const copyOf = copier(bytes)
  const arrays: NumberArray[] = []
  let at = 8 + headerLength
  header.columns.forEach(({ kind, length, times = 1 }, i) => {
    const size = length * KINDS[kind]
    for (let time = 0; time < times; time++) {
      if (at + size > bytes.length) throw malformed(`message.columns[${i}]`, `${size} bytes`, bytes.length - at)
      const { buffer, offset } = copyOf(at, size, KINDS[kind])
      arrays.push(kind === 'f64' ? new Float64Array(buffer, offset, length) : new Uint32Array(buffer, offset, length))
      at += padded(size)
    }
  })
  if (at !== bytes.length) throw malformed('message', `${at} bytes`, bytes.length)
  return { body: header.body, arrays }
}

/** Bytes that short columns share a copy of: little enough that a column which is kept may keep all of them. */
const SHARED_BYTES = 65_536
/** Bytes of a column that is short. */
const SHORT = SHARED_BYTES / 8

type Copy = { readonly buffer: ArrayBuffer; readonly offset: number }

/**
 * Copies numbers out of a message, which is the socket's to use again. Short columns that follow each other lie in one copy,
 * since a copy of each would take longer than all else; others are copied one by one.
 */
function copier(bytes: Uint8Array): (at: number, size: number, width: number) => Copy {
  // Not `slice`: a Node Buffer, which sockets deliver, gives a view of its pool and no copy.
  const copied = (from: number, to: number) => new Uint8Array(bytes.subarray(from, to))
  let shared = { buffer: new ArrayBuffer(), from: 0, to: 0 }
  return (at, size, width) => {
    if (!isLittleEndian)
      return { buffer: reversedInPlaces(copied(at, at + size), width).buffer as ArrayBuffer, offset: 0 }
    if (size > SHORT) return { buffer: copied(at, at + size).buffer, offset: 0 }
    if (at + size > shared.to) {
      const to = Math.min(at + SHARED_BYTES, bytes.length)
      shared = { buffer: copied(at, to).buffer, from: at, to }
    }
    return { buffer: shared.buffer, offset: at - shared.from }
  }
}

function parseHeader(bytes: Uint8Array): Header {
  const header = parseJson(new TextDecoder().decode(bytes))
  if (!isRecord(header)) throw malformed('message.header', 'a record', header)
  const { body, columns } = header
  if (!Array.isArray(columns)) throw malformed('message.header.columns', 'a list', columns)
  let count = 0
  columns.forEach((column: unknown, i) => {
    if (!isRecord(column)) throw malformed(`message.header.columns[${i}]`, 'a record', column)
    const { kind, length, times = 1 } = column
    if (kind !== 'f64' && kind !== 'u32')
      throw malformed(`message.header.columns[${i}].kind`, `one of ${Object.keys(KINDS).join(', ')}`, kind)
    if (!Number.isSafeInteger(length) || (length as number) < 0) {
      throw malformed(`message.header.columns[${i}].length`, 'a whole number', length)
    }
    if (!Number.isSafeInteger(times) || (times as number) < 1) {
      throw malformed(`message.header.columns[${i}].times`, 'a whole number from 1', times)
    }
    count += times as number
    if (count > BOUNDS.columnsAMessage)
      throw malformed('message.header.columns', `at most ${BOUNDS.columnsAMessage} columns`, `${count} or more`)
  })
  return { body, columns: columns as Header['columns'] }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw malformed('message.header', 'JSON', text.slice(0, 60))
  }
}
