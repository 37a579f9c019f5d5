import { fdatasync, fstat, ftruncate, open, read, write } from 'node:fs'
import { promisify } from 'node:util'

/** Files by their descriptors, in Node's threads: a disk that is slow holds nobody up but who waits for it. */
export const openFile = promisify(open)
export const readAt = promisify(read)
export const syncFile = promisify(fdatasync)
export const truncateFile = promisify(ftruncate)
export const statFile = promisify(fstat)
const writeAt = promisify(write)

export async function writeAll(file: number, bytes: Uint8Array, position: number): Promise<void> {
  for (let at = 0; at < bytes.length;)
    at += (await writeAt(file, bytes, at, bytes.length - at, position + at)).bytesWritten
}
