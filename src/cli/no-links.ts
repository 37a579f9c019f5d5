import { lstatSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { runtimeError } from '#src/vocabulary/index.ts'

/** Folders of a data folder in which something is written, and removed, under the name of a run. */
const FOLDERS = ['writers', 'journals', 'checkpoints', 'own-probes', 'logs', 'trainers']

/**
 * Refuses a data folder in which a symbolic link leads elsewhere: what is written to a run, and removed with it, is to be in the
 * folder, whoever could put a link there. For who trains or serves, before anything is written.
 */
export function assertNoLinks(data: string): void {
  for (const folder of FOLDERS.map((name) => join(data, name))) {
    if (isLink(folder)) throw linked(folder)
    for (const entry of entriesOf(folder)) if (entry.isSymbolicLink()) throw linked(join(folder, entry.name))
  }
}

function linked(path: string): Error {
  return runtimeError(
    `${path} is a symbolic link, and what is kept there would be written, and removed, elsewhere: put the folder itself there, or name a data folder on another disk with --data`,
  )
}

function isLink(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() === true
}

function entriesOf(folder: string) {
  try {
    return readdirSync(folder, { withFileTypes: true })
  } catch {
    return [] // none was ever made
  }
}
