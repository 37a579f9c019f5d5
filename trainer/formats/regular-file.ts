import { closeSync, constants, fstatSync, openSync, readFileSync, type Stats } from 'node:fs'

/**
 * Opens a file that somebody else has named, or made, to be read. What is no file is refused, by what it is: a pipe would be waited for as long as
 * nobody writes into it, and a device has no end.
 */
export function openRegular(path: string): number {
  const file = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK)
  try {
    const found = fstatSync(file)
    if (!found.isFile()) throw new Error(`it is ${kindOf(found)}, and only a file is read`)
    return file
  } catch (error) {
    closeSync(file)
    throw error
  }
}

/** All bytes of such a file. */
export function readRegular(path: string): Buffer {
  const file = openRegular(path)
  try {
    return readFileSync(file)
  } finally {
    closeSync(file)
  }
}

/** What is there in the place of a file, in words. */
export function kindOf(found: Pick<Stats, 'isFIFO' | 'isDirectory' | 'isSocket' | 'isSymbolicLink'>): string {
  if (found.isFIFO()) return 'a pipe'
  if (found.isDirectory()) return 'a folder'
  if (found.isSocket()) return 'a socket'
  return found.isSymbolicLink() ? 'a symbolic link' : 'a device'
}
