import { existsSync, mkdirSync } from 'node:fs'
import { dirname, resolve } from 'node:path'

/**
 * Makes a folder and those above it, for its owner alone: what is kept there is everybody's only by way of a hub, and whoever
 * could write there could bring code. Not `mkdir` with `recursive`: Node 24 never comes back from that one where the
 * file system answers "no such file" to a folder whose parent is there, as /proc does.
 */
export function makeFolder(path: string): void {
  const folder = resolve(path)
  if (existsSync(folder)) return
  makeFolder(dirname(folder))
  try {
    mkdirSync(folder, { mode: 0o700 })
  } catch (error) {
    // Another process may have made it in between.
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error
  }
}
