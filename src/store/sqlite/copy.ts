import { closeSync, existsSync, fsyncSync, openSync, renameSync, rmSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { messageOf, runtimeError, usageError } from '#src/vocabulary/index.ts'

/** Copies a database while others use it: what was committed when it began, in one file, whole or not at all. */
export function backUp(file: string, to: string): void {
  if (existsSync(to)) throw usageError(`${to} is there already; give the backup another name`)
  try {
    copyWhole(file, to)
  } catch (error) {
    rmSync(`${to}.partial`, { force: true })
    throw runtimeError(`Cannot write the backup ${to}: ${messageOf(error)}`, error)
  }
}

/**
 * Copies a store as it is beside itself, before it is changed for good. Another connection reads while the one that is
 * about to change it keeps writers out.
 */
export function backUpBefore(file: string, version: number): string {
  const backup = `${file}.v${version}-backup`
  try {
    copyWhole(file, backup)
  } catch (error) {
    rmSync(`${backup}.partial`, { force: true })
    throw runtimeError(
      `Store ${file} is of an earlier version and cannot be copied before it is changed: ${messageOf(error)}; make room in its folder`,
      error,
    )
  }
  return backup
}

function copyWhole(file: string, to: string): void {
  const partial = `${to}.partial`
  rmSync(partial, { force: true })
  const source = new DatabaseSync(file, { readOnly: true })
  try {
    source.exec('pragma busy_timeout = 10000')
    source.prepare('vacuum into ?').run(partial)
  } finally {
    source.close()
  }
  const descriptor = openSync(partial, 'r+')
  fsyncSync(descriptor)
  closeSync(descriptor)
  renameSync(partial, to)
}
