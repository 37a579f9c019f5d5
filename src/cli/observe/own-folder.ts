import { existsSync, lstatSync, mkdirSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { runtimeError } from '#src/vocabulary/index.ts'
import { kindOf } from '#trainer/formats/index.ts'

/** Where observing keeps its own, in the folder that it observes. */
export const OWN_FOLDER = '.observe'

/**
 * A folder in the one that is observed in which something is written, read and removed, made where it is not there. Whoever made the snapshots may have
 * put anything in its place: a link would be followed out of the folder, and a pipe waited for.
 */
export function ownFolder(folder: string, ...within: readonly string[]): string {
  if (!existsSync(folder)) throw runtimeError(`${folder} is gone: observe it again once it is there`)
  let place = folder
  for (const name of within) {
    place = join(place, name)
    if (!isFolder(place)) mkdirSync(place, { mode: 0o700 })
  }
  return place
}

/** False where nothing is there; refuses what is there and is no folder. */
export function isFolder(place: string): boolean {
  const found = lstatSync(place, { throwIfNoEntry: false })
  if (found === undefined || found.isDirectory()) return found !== undefined
  throw other(place, found.isFile() ? 'a file' : kindOf(found), 'a folder')
}

/** Refuses what is neither a file, nor a folder, nor the socket of a lock among what lies there. */
export function assertOwn(place: string): void {
  for (const entry of readdirSync(place, { withFileTypes: true }))
    if (!entry.isFile() && !entry.isDirectory() && !entry.isSocket())
      throw other(join(place, entry.name), kindOf(entry), 'a file')
}

function other(path: string, kind: string, expected: string): Error {
  return runtimeError(`${path} is ${kind}, where observing keeps ${expected} of its own: remove it, and observe again`)
}
