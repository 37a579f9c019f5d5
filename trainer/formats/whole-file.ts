import { messageOf, PhasescopeError, usageError } from '#src/vocabulary/index.ts'
import { readableFile } from './bytes.ts'
import { readRegular } from './regular-file.ts'

/** What a function makes of all bytes of a file; whatever is wrong with the file is a usage error that names it. */
export function readWhole<T>(path: string, from: (bytes: Buffer) => T): T {
  let bytes: Buffer
  try {
    readableFile(path)
    bytes = readRegular(path)
  } catch (error) {
    throw usageError(`Cannot read ${path}: ${messageOf(error)}`)
  }
  return namingFile(path, () => from(bytes))
}

/** Carries something out, and says of which file it is when that is wrong. */
export type Naming = <T>(read: () => T) => T

/** What is wrong with a file says of which one. */
export function namingFile<T>(path: string, read: () => T): T {
  try {
    return read()
  } catch (error) {
    throw error instanceof PhasescopeError ? usageError(`${path}: ${error.message}`) : error
  }
}
