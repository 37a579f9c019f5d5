import { readSync } from 'node:fs'

/** The bytes of an open file from a position on; fewer where it ends before. */
export function bytesAt(file: number, position: number, size: number): Buffer<ArrayBuffer> {
  const bytes = Buffer.alloc(size)
  return bytes.subarray(0, readSync(file, bytes, 0, size, position))
}
