import { malformed } from '#src/vocabulary/errors.ts'
import { isRecord } from '#src/vocabulary/is-record.ts'
import { isStep } from './parse.ts'
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
  const header = parseHeader(bytes.subarray(8, 8 + headerLength))
  const arrays: NumberArray[] = []
  let at = 8 + headerLength
  header.columns.forEach(({ kind, length }, i) => {
    const size = length * KINDS[kind]
    if (at + size > bytes.length) throw malformed(`message.columns[${i}]`, `${size} bytes`, bytes.length - at)
    // Not `slice`: a Node Buffer, which sockets deliver, gives a view of its pool and no copy.
    const copy = new Uint8Array(bytes.subarray(at, at + size))
    const raw = isLittleEndian ? copy : reversedInPlaces(copy, KINDS[kind])
    arrays.push(kind === 'f64' ? new Float64Array(raw.buffer, 0, length) : new Uint32Array(raw.buffer, 0, length))
    at += padded(size)
  })
  if (at !== bytes.length) throw malformed('message', `${at} bytes`, bytes.length)
  return { body: header.body, arrays }
}

function parseHeader(bytes: Uint8Array): Header {
  const header = parseJson(new TextDecoder().decode(bytes)) as Partial<Header> | null
  if (header === null || !Array.isArray(header.columns))
    throw malformed('message.header.columns', 'a list', header?.columns)
  header.columns.forEach((column, i) => {
    if (!isRecord(column)) throw malformed(`message.header.columns[${i}]`, 'a record', column)
    if (!Object.hasOwn(KINDS, String(column.kind)))
      throw malformed(`message.header.columns[${i}].kind`, `one of ${Object.keys(KINDS).join(', ')}`, column.kind)
    if (!isStep(column.length)) {
      throw malformed(`message.header.columns[${i}].length`, 'a whole number', column.length)
    }
  })
  return header as Header
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw malformed('message.header', 'JSON', text.slice(0, 60))
  }
}
