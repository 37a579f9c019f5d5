import { chmodSync, existsSync, linkSync, lstatSync, mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { runtimeError } from '#src/vocabulary/index.ts'

/** Where a data folder keeps who may do what at its hub: nobody else on the machine may read it. */
export const ACCESS_FOLDER = 'access'

/** The folder, made where it is not there; `inner` is a folder in it. */
export function accessFolder(data: string, inner = ''): string {
  const folder = join(data, ACCESS_FOLDER)
  for (const path of [data, folder, join(folder, inner)]) {
    if (path !== data) assertNoLink(path)
    if (!existsSync(path)) mkdirSync(path, { mode: 0o700 })
  }
  chmodSync(folder, 0o700)
  return join(folder, inner)
}

/** What says who may do what lies here, and nowhere that a link leads. */
export function assertNoLink(path: string): void {
  if (isLink(path))
    throw runtimeError(
      `${path} is a symbolic link: who may do what is not read from elsewhere; remove it, and start again`,
    )
}

export function isLink(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() === true
}

/** Writes a file that only its owner may read, whole or not at all; false where one of this name is there. */
export function createPrivately(path: string, text: string): boolean {
  if (existsSync(path)) return false // and asks nothing of a disk that may be full
  const draft = draftOf(path, text)
  try {
    linkSync(draft, path)
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw error
  } finally {
    rmSync(draft, { force: true })
  }
}

/** The same in the place of what was there. */
export function replacePrivately(path: string, text: string): void {
  renameSync(draftOf(path, text), path)
}

function draftOf(path: string, text: string): string {
  const draft = `${path}.${process.pid}.draft`
  rmSync(draft, { force: true })
  try {
    writeFileSync(draft, text, { mode: 0o600, flag: 'wx' })
  } catch (error) {
    rmSync(draft, { force: true }) // on a full disk it is there, and empty
    throw error
  }
  return draft
}
