import { existsSync, mkdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { createPrivately, isSecret, newSecret } from '#src/access/index.ts'
import { assertNoLinks } from './no-links.ts'
import { pathIn, runtimeError, type RunId, type WriterId } from '#src/vocabulary/index.ts'

/**
 * What a writer of a run shows the hub, so that nobody else can write in its name. It is on disk before it is first shown: a
 * crash in between loses nothing. Whoever resumes the run, or sends what its trainer left, shows the same.
 */
export function writerSecret(data: string, run: RunId, writer: WriterId): string {
  assertNoLinks(data)
  const file = keyOf(data, run, writer)
  for (const path of [join(data, 'writers'), dirname(file)])
    if (!existsSync(path)) mkdirSync(path, { mode: 0o700, recursive: true })
  createPrivately(file, `${newSecret()}\n`)
  const secret = readFileSync(file, 'utf8').trim()
  if (!isSecret(secret))
    throw runtimeError(
      `${file}: expected a secret of 43 characters; take it from a copy of the folder, since the hub knows this writer by it`,
    )
  return secret
}

/** The same where there is one; null where none was ever shown from here. */
export function keptSecret(data: string, run: RunId, writer: WriterId): string | null {
  return existsSync(keyOf(data, run, writer)) ? writerSecret(data, run, writer) : null
}

function keyOf(data: string, run: RunId, writer: WriterId): string {
  return pathIn(pathIn(join(data, 'writers'), run), writer, '.key')
}
