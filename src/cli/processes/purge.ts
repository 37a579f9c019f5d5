import { readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { assertNoLinks } from '#src/cli/no-links.ts'
import type { Store } from '#src/store/index.ts'
import { isPathName, pathIn, type RunId } from '#src/vocabulary/index.ts'

/** Folders of a data folder in which a run has one of its own. */
const FOLDERS = ['checkpoints', 'own-probes', 'writers']

/**
 * Forgets for good the runs that were removed before: whoever serves the folder does so when it starts. Files go first, so
 * that whoever is killed in between leaves a run that is still known as removed.
 */
export async function purgeRemoved(store: Store, data: string): Promise<void> {
  assertNoLinks(data)
  const { runs } = await store.list({ removed: true, size: Infinity })
  for (const { run } of runs) {
    if (isPathName(run.id)) removeFilesOf(data, run.id)
    await store.purge(run.id)
  }
  await store.forgetStrangers()
}

function removeFilesOf(data: string, run: RunId): void {
  for (const folder of FOLDERS) rmSync(pathIn(join(data, folder), run), { recursive: true, force: true })
  // A run's id may begin as another's does: what follows it is held to what is made there.
  removeIn(join(data, 'logs'), isOf(run, /^\.log$/))
  removeIn(join(data, 'imports'), isOf(run, /^\.json$/))
  removeIn(join(data, 'journals'), isOf(run, /^(\.\d+)?\.journal$/))
  removeIn(join(data, 'trainers'), isOf(run, /^\.lock(\.\d+(\.\d+-\d+)?)?$/))
}

function isOf(run: RunId, ending: RegExp): (name: string) => boolean {
  return (name) => name.startsWith(run) && ending.test(name.slice(run.length))
}

function removeIn(folder: string, isTheirs: (name: string) => boolean): void {
  for (const name of namesIn(folder).filter(isTheirs)) rmSync(join(folder, name), { recursive: true, force: true })
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder)
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
    throw error
  }
}
