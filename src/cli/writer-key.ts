import { chmodSync, existsSync, mkdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { createPrivately, isSecret, newSecret } from '#src/access/index.ts'
import { makeFolder } from '#src/store/index.ts'
import { pathIn, runtimeError, TRAINER, type RunId, type WriterId } from '#src/vocabulary/index.ts'

/**
 * What a writer of a run shows to be known again, made at its first use and kept in the data folder for it alone: without it
 * nobody reports as that writer. It is on disk before it is shown, so that a crash cannot lose it.
 */
export function writerKey(data: string, run: RunId, writer: WriterId = TRAINER): string {
  const path = keyPath(data, run, writer)
  makeFolder(data)
  for (const folder of [dirname(dirname(path)), dirname(path)]) {
    if (existsSync(folder)) continue
    mkdirSync(folder, { recursive: true })
    chmodSync(folder, 0o700)
  }
  if (!existsSync(path)) createPrivately(path, `${newSecret()}\n`)
  const key = readFileSync(path, 'utf8').trim()
  if (isSecret(key)) return key
  throw runtimeError(
    `${path}: expected a key of 43 characters; restore it from a copy, since the hub knows writer '${writer}' of run '${run}' by it`,
  )
}

/** Whether a writer of this data folder ever reported about the run to a hub. */
export function hasWriterKey(data: string, run: RunId, writer: WriterId = TRAINER): boolean {
  return existsSync(keyPath(data, run, writer))
}

function keyPath(data: string, run: RunId, writer: WriterId): string {
  return pathIn(pathIn(join(data, 'writers'), run), writer, '.key')
}
