import { crc32 } from 'node:zlib'
import { checksumOf, type Said } from './checksum.ts'

const CHECK = 4

/** A blob with its checksum behind it. The checksum is also of where the blob belongs (table, key). */
export function sealedBlob(blob: Uint8Array, table: string, ...where: readonly Said[]): Uint8Array {
  const sealed = new Uint8Array(blob.length + CHECK)
  sealed.set(blob)
  new DataView(sealed.buffer).setUint32(blob.length, crc32(blob, checksumOf(table, ...where)), true)
  return sealed
}

/** The blob, or null if it is damaged, not there, or another's. */
export function openedBlob(sealed: unknown, table: string, ...where: readonly Said[]): Uint8Array | null {
  if (!(sealed instanceof Uint8Array) || sealed.length < CHECK) return null
  const blob = sealed.subarray(0, sealed.length - CHECK)
  const check = new DataView(sealed.buffer, sealed.byteOffset + blob.length, CHECK).getUint32(0, true)
  return crc32(blob, checksumOf(table, ...where)) === check ? blob : null
}
