import { renameSync, rmSync, writeFileSync } from 'node:fs'
import { messageOf, runtimeError } from '#src/vocabulary/index.ts'

/** What a file is called until it is whole; a crash may leave one. */
export const PARTIAL = '.partial'

/**
 * Writes a file all or not at all: beside its place first, brought to the disk, then moved there. A reader never sees
 * half of it, and neither a crash nor a power cut harms the one that was there before.
 */
export function writeWhole(path: string, bytes: Uint8Array): void {
  const partial = `${path}${PARTIAL}`
  try {
    writeFileSync(partial, bytes, { flush: true })
    renameSync(partial, path)
  } catch (error) {
    rmSync(partial, { force: true })
    throw runtimeError(`Cannot write ${path}: ${messageOf(error)}`, error)
  }
}
