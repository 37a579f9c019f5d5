import { closeSync, statSync } from 'node:fs'
import { BOUNDS, messageOf, usageError } from '#src/vocabulary/index.ts'
import { bytesAt } from './bytes-at.ts'
import { openRegular } from './regular-file.ts'

/** What is read a piece at a time, whether it lies in memory or in a file; a piece is shorter where the end comes first. */
export interface Bytes {
  readonly size: number
  readonly read: (at: number, length: number) => Buffer
}

export function bytesInMemory(all: Buffer): Bytes {
  return { size: all.length, read: (at, length) => all.subarray(Math.max(0, at), Math.max(0, at + length)) }
}

/**
 * The bytes of the file at this path. It is opened for each piece, so that nobody has to close it; a file that was
 * written anew since is refused, since its pieces would not belong together.
 */
export function bytesOfFile(path: string): Bytes {
  const first = statOf(path)
  const read = (at: number, length: number) => {
    const now = readableFile(path)
    if (now.ino !== first.ino || now.size !== first.size || now.mtimeMs !== first.mtimeMs)
      throw new Error('it was changed while it was read; read it again')
    const from = Math.max(0, at)
    return pieceOf(path, from, Math.max(0, Math.min(length, first.size - from)))
  }
  return {
    size: first.size,
    read(at, length) {
      try {
        return read(at, length)
      } catch (error) {
        throw usageError(`it can no longer be read: ${messageOf(error)}`)
      }
    },
  }
}

function statOf(path: string) {
  try {
    return readableFile(path)
  } catch (error) {
    throw usageError(`Cannot read ${path}: ${messageOf(error)}`)
  }
}

function pieceOf(path: string, from: number, length: number): Buffer {
  const file = openRegular(path)
  try {
    return bytesAt(file, from, length)
  } finally {
    closeSync(file)
  }
}

/** What is no file (a pipe, a device) has no end that can be known, and what is too large cannot be held. */
export function readableFile(path: string) {
  const found = statSync(path)
  if (!found.isFile()) throw new Error('it is not a file')
  if (found.size > BOUNDS.tensorFileBytes)
    throw new Error(`it has ${found.size} bytes, and at most ${BOUNDS.tensorFileBytes} can be read; split it`)
  return found
}
