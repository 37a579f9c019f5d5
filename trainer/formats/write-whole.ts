import { renameSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { messageOf, runtimeError } from '#src/vocabulary/index.ts'

/** How the name of a file ends until it is whole; a crash may leave one. */
export const PARTIAL = '.partial'

/**
 * Writes a file all or not at all: beside its place first, brought to the disk, then moved there. A reader never sees
 * half of it, and neither a crash nor a power cut harms the one that was there before. Of two processes that write the same
 * file, the one that comes last is right. What is there and is no file (a device, a pipe) is left alone.
 */
export function writeWhole(path: string, content: string | Uint8Array): void {
  const partial = `${path}.${process.pid}${PARTIAL}`
  try {
    assertReplaceable(path)
    rmSync(partial, { force: true }) // a link that somebody has put there is not followed
    writeFileSync(partial, content, { flush: true, flag: 'wx' })
    renameSync(partial, path)
  } catch (error) {
    rmSync(partial, { force: true })
    throw runtimeError(`Cannot write ${path}: ${messageOf(error)}`, error)
  }
}

/** What is moved to a place takes the place of what is there: of a device, too, which everybody uses. */
function assertReplaceable(path: string): void {
  if (statSync(path, { throwIfNoEntry: false })?.isFile() === false)
    throw new Error('it is there, and is no file; name another place')
}
