import { readdirSync, statSync, type Dirent } from 'node:fs'
import { join } from 'node:path'
import { isTensorFile } from '#trainer/formats/index.ts'

const order = new Intl.Collator('en', { numeric: true })

/**
 * The files of tensors in a folder and the folders in it, by name, with `step-2` before `step-10`. Links are followed, and each folder is looked
 * into once, whoever leads there: two links to the folder that they are in would else be a path for every row of turns that one can take. What
 * goes away meanwhile is not there. `isLeftOut` says into which folders nobody looks, by their names.
 */
export function tensorFilesIn(folder: string, isLeftOut: (name: string) => boolean = () => false): string[] {
  const seen = new Set<string>()
  const found: string[] = []
  const folders = ['']
  const links: string[] = []
  // What lies there itself comes before what a link leads to, which may be the same.
  for (let within = folders.pop(); within !== undefined; within = folders.pop() ?? links.shift()) {
    if (!isFirst(join(folder, within), seen)) continue
    for (const entry of entriesOf(join(folder, within))) {
      const name = join(within, entry.name)
      const isLink = entry.isSymbolicLink() && isFolder(join(folder, name))
      if (!isLink && !entry.isDirectory()) found.push(name)
      else if (within !== '' || !isLeftOut(entry.name)) (isLink ? links : folders).push(name)
    }
  }
  return found
    .filter((name) => isTensorFile(name))
    .toSorted(order.compare)
    .map((name) => join(folder, name))
}

function isFirst(folder: string, seen: Set<string>): boolean {
  const { dev, ino } = statOf(folder) ?? { dev: 0, ino: 0 }
  const key = `${dev} ${ino}`
  if (ino === 0 || seen.has(key)) return false
  seen.add(key)
  return true
}

function isFolder(path: string): boolean {
  return statOf(path)?.isDirectory() === true
}

/** Undefined where nothing is, or nothing that can be reached. */
function statOf(path: string) {
  try {
    return statSync(path, { throwIfNoEntry: false })
  } catch {
    return undefined // a link to itself, or a folder that nobody may look into
  }
}

function entriesOf(folder: string): Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true })
  } catch (error) {
    if (['ENOENT', 'ENOTDIR', 'EACCES', 'ELOOP'].includes((error as NodeJS.ErrnoException).code ?? '')) return []
    throw error
  }
}
