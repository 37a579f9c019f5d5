import { readFileSync, statSync } from 'node:fs'
import { BOUNDS, messageOf, PhasescopeError, usageError } from '#src/vocabulary/index.ts'

/** What a function makes of all bytes of a file; whatever is wrong with the file is a usage error that names it. */
export function readWhole<T>(path: string, from: (bytes: Buffer) => T): T {
  let bytes: Buffer
  try {
    assertReadable(path)
    bytes = readFileSync(path)
  } catch (error) {
    throw usageError(`Cannot read ${path}: ${messageOf(error)}`)
  }
  try {
    return from(bytes)
  } catch (error) {
    throw error instanceof PhasescopeError ? usageError(`${path}: ${error.message}`) : error
  }
}

/** What is no file (a pipe, a device) has no end that can be known, and what is too large cannot be held. */
function assertReadable(path: string): void {
  const found = statSync(path)
  if (!found.isFile()) throw new Error('it is not a file')
  if (found.size > BOUNDS.tensorFileBytes)
    throw new Error(`it has ${found.size} bytes, and at most ${BOUNDS.tensorFileBytes} can be read; split it`)
}
