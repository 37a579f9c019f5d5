import { createHash } from 'node:crypto'
import { closeSync, fsyncSync, openSync, renameSync, rmSync, writeSync } from 'node:fs'
import { messageOf, runtimeError, type RunId } from '#src/vocabulary/index.ts'
import { pack } from '#src/wire/pack.ts'
import type { Database } from '#src/store/sqlite/database.ts'
import { frameOf, HEAD } from './frames.ts'
import { sectionOf } from './section.ts'

/** Raised when the frames of an archive change their meaning. One of another version is refused by name. */
export const ARCHIVE_VERSION = 1

/** Writes all that is stored of some runs into one file, as it is at one moment while they go on: whole or not at all. */
export function writeArchive(db: Database, path: string, runs: readonly RunId[]): void {
  const partial = `${path}.partial`
  try {
    const file = openSync(partial, 'w')
    try {
      db.snapshot(() => {
        for (const bytes of archiveOf(db, runs)) writeAll(file, bytes)
      })
      fsyncSync(file)
    } finally {
      closeSync(file)
    }
    renameSync(partial, path)
  } catch (error) {
    rmSync(partial, { force: true })
    const isOfFile = error instanceof Error && 'syscall' in error
    throw isOfFile ? runtimeError(`Cannot write ${path}: ${messageOf(error)}`, error) : error
  }
}

function* archiveOf(db: Database, runs: readonly RunId[]): Generator<Uint8Array> {
  const hash = createHash('sha256')
  for (const bytes of beginningOf(db, runs)) {
    hash.update(bytes)
    yield bytes
  }
  yield frameOf(pack({ end: { sha256: hash.digest('hex') } }, []))
}

function* beginningOf(db: Database, runs: readonly RunId[]): Generator<Uint8Array> {
  yield HEAD
  yield frameOf(pack({ archive: { version: ARCHIVE_VERSION, runs } }, []))
  for (const run of runs) yield* sectionOf(db, run)
}

function writeAll(file: number, bytes: Uint8Array): void {
  for (let at = 0; at < bytes.length;) at += writeSync(file, bytes, at)
}
