import { lstatSync, readdirSync, readlinkSync } from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { isLink } from '#src/access/index.ts'
import { runtimeError } from '#src/vocabulary/index.ts'

/** Folders of a data folder in which something is written, and removed, under the name of a run. */
const FOLDERS = [
  'writers',
  'journals',
  'checkpoints',
  'own-probes',
  'own-experiments',
  'logs',
  'trainers',
  'sweeps',
  'imports',
]

/** Those that grow, and that their owner may therefore keep on another disk. */
const MOVABLE = ['journals', 'checkpoints', 'logs']

/**
 * Refuses a data folder in which a symbolic link leads elsewhere: what is written to a run, and removed with it, is to be where
 * its owner put it, whoever else could put a link there. For who trains or serves, before anything is written.
 */
export function assertNoLinks(data: string): void {
  for (const name of FOLDERS) {
    const folder = join(data, name)
    if (isLink(folder) && !(MOVABLE.includes(name) && isOurOwn(folder))) throw linked(folder, mendOf(name))
    for (const entry of entriesOf(folder))
      if (entry.isSymbolicLink()) throw linked(join(folder, entry.name), `put what it leads to in ${folder} itself`)
  }
}

function linked(path: string, mend: string): Error {
  return runtimeError(
    `${path} is a symbolic link, and what is kept there would be written, and removed, elsewhere: ${mend}`,
  )
}

function mendOf(name: string): string {
  const mend = 'put the folder itself there, or name a data folder on another disk with --data'
  return MOVABLE.includes(name) ? `${mend}; a link is followed if it and the folder that it leads to are yours` : mend
}

/** Whether the user who runs this made the link, and has the folder that it leads to. */
function isOurOwn(link: string): boolean {
  const user = process.getuid?.()
  const target = lstatSync(resolve(dirname(link), readlinkSync(link)), { throwIfNoEntry: false })
  return user !== undefined && lstatSync(link).uid === user && target?.isDirectory() === true && target.uid === user
}

function entriesOf(folder: string) {
  try {
    return readdirSync(folder, { withFileTypes: true })
  } catch {
    return [] // none was ever made
  }
}
