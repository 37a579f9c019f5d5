import { closeSync, fstatSync, readSync } from 'node:fs'
import { openRegular } from '#trainer/formats/index.ts'

/** A file that may grow while it is read: pieces of it, and how long it is now. */
export interface LogFile {
  readonly path: string
  /** Bytes that are there at this moment. */
  size(): number
  /** Fills `into` from a position on; how much there was. */
  read(at: number, into: Uint8Array): number
  close(): void
}

export function openLog(path: string): LogFile {
  const file = openRegular(path)
  return {
    path,
    size: () => fstatSync(file).size,
    read(at, into) {
      let read = 0
      while (read < into.length) {
        const more = readSync(file, into, read, into.length - read, at + read)
        if (more === 0) break
        read += more
      }
      return read
    },
    close: () => closeSync(file),
  }
}
