/**
 * The one place where numbers become bytes. A message is a JSON header and the raw columns behind it:
 *
 * ```
 * u32  magic 'PSC1'          u32  length of the header in bytes
 * header, UTF-8 JSON: { body, columns: [{ kind, length, times }] }, padded with spaces to a multiple of 8
 * columns, in order, little-endian, each padded to a multiple of 8
 * ```
 *
 * `times` counts columns of one kind and length that follow each other; without it there is one. JSON would turn NaN and
 * infinities into null; raw IEEE 754 does not.
 */
export const MAGIC = 0x31435350

export type NumberArray = Float64Array | Uint32Array

export const KINDS = { f64: 8, u32: 4 } as const
export type NumberKind = keyof typeof KINDS

export interface Header {
  readonly body: unknown
  readonly columns: readonly ColumnsAlike[]
}

/** A column, or several in a row that are alike: of very many with one number each, these would be most of a message. */
export interface ColumnsAlike {
  readonly kind: NumberKind
  readonly length: number
  readonly times?: number
}

export function pack(body: unknown, arrays: readonly NumberArray[]): Uint8Array {
  const text = JSON.stringify({ body, columns: inRuns(arrays) } satisfies Header)
  const header = new TextEncoder().encode(text + ' '.repeat((8 - (byteLength(text) % 8)) % 8))
  const total = 8 + header.length + arrays.reduce((sum, array) => sum + padded(array.byteLength), 0)
  const bytes = new Uint8Array(total)
  const view = new DataView(bytes.buffer)
  view.setUint32(0, MAGIC, true)
  view.setUint32(4, header.length, true)
  bytes.set(header, 8)
  let at = 8 + header.length
  for (const array of arrays) {
    bytes.set(bytesOf(array), at)
    at += padded(array.byteLength)
  }
  return bytes
}

function inRuns(arrays: readonly NumberArray[]): ColumnsAlike[] {
  const runs: { kind: NumberKind; length: number; times?: number }[] = []
  for (const array of arrays) {
    const kind = array instanceof Float64Array ? 'f64' : 'u32'
    const last = runs[runs.length - 1]
    if (last?.kind === kind && last.length === array.length) last.times = (last.times ?? 1) + 1
    else runs.push({ kind, length: array.length })
  }
  return runs
}

export function padded(length: number): number {
  return (length + 7) & ~7
}

/** Whether this machine's own byte order is the wire's. Every machine that runs Node or a current browser says yes. */
export const isLittleEndian = new Uint8Array(new Uint32Array([1]).buffer)[0] === 1

function bytesOf(array: NumberArray): Uint8Array {
  const bytes = new Uint8Array(array.buffer, array.byteOffset, array.byteLength)
  return isLittleEndian ? bytes : reversedInPlaces(bytes, array.BYTES_PER_ELEMENT)
}

/** Every group of `size` bytes turned round, in a copy. */
export function reversedInPlaces(bytes: Uint8Array, size: number): Uint8Array {
  const turned = new Uint8Array(bytes.length)
  for (let i = 0; i < bytes.length; i++) turned[i] = bytes[i - (i % size) + (size - 1 - (i % size))] ?? 0
  return turned
}

function byteLength(text: string): number {
  return new TextEncoder().encode(text).length
}
