import { readFileSync } from 'node:fs'
import { messageOf, PhasescopeError, usageError } from '#src/vocabulary/index.ts'

/** What a function makes of all bytes of a file; whatever is wrong with the file is a usage error that names it. */
export function readWhole<T>(path: string, from: (bytes: Buffer) => T): T {
  let bytes: Buffer
  try {
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
