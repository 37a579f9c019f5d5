import { readSync } from 'node:fs'

/** What one call of the system reads at most is a little less than 2 GB. */
const AT_ONCE = 2 ** 30

/** The bytes of an open file from a position on; fewer where it ends before. */
export function bytesAt(file: number, position: number, size: number): Buffer<ArrayBuffer> {
  const bytes = Buffer.alloc(size)
  let read = 0
  while (read < size) {
    const more = readSync(file, bytes, read, Math.min(size - read, AT_ONCE), position + read)
    if (more === 0) break
    read += more
  }
  return bytes.subarray(0, read)
}
