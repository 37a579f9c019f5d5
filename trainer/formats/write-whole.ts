import { renameSync, rmSync, writeFileSync } from 'node:fs'
import { messageOf, runtimeError } from '#src/vocabulary/index.ts'

/** How the name of a file ends until it is whole; a crash may leave one. */
export const PARTIAL = '.partial'

/**
 * Writes a file all or not at all: beside its place first, brought to the disk, then moved there. A reader never sees
 * half of it, and neither a crash nor a power cut harms the one that was there before. Of two processes that write the same
 * file, the one that comes last is right.
 */
export function writeWhole(path: string, content: string | Uint8Array): void {
  const partial = `${path}.${process.pid}${PARTIAL}`
  try {
    writeFileSync(partial, content, { flush: true })
    renameSync(partial, path)
  } catch (error) {
    rmSync(partial, { force: true })
    throw runtimeError(`Cannot write ${path}: ${messageOf(error)}`, error)
  }
}
