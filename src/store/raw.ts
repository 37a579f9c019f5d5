import { isLittleEndian, reversedInPlaces, type NumberArray } from '#src/wire/pack.ts'

/** Numbers as raw little-endian IEEE 754, whatever the machine: what is too small to be worth packing. */
export function blobFrom(array: NumberArray): Uint8Array {
  const bytes = new Uint8Array(array.buffer, array.byteOffset, array.byteLength)
  return isLittleEndian ? bytes : reversedInPlaces(bytes, array.BYTES_PER_ELEMENT)
}

export function floatsFrom(blob: Uint8Array): Float64Array {
  const bytes = aligned(blob, 8)
  return new Float64Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 8)
}

export function countsFrom(blob: Uint8Array): Uint32Array {
  const bytes = aligned(blob, 4)
  return new Uint32Array(bytes.buffer, bytes.byteOffset, bytes.byteLength / 4)
}

function aligned(blob: Uint8Array, size: number): Uint8Array {
  if (!isLittleEndian) return reversedInPlaces(blob, size)
  return blob.byteOffset % size === 0 ? blob : blob.slice()
}
