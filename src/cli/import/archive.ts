import { closeSync, readSync, statSync } from 'node:fs'
import { isArchive, openStore, type TakenRun } from '#src/store/index.ts'
import { assertPathName, messageOf, usageError, type RunId } from '#src/vocabulary/index.ts'
import { openRegular } from '#trainer/formats/index.ts'
import { assertNoLinks } from '../no-links.ts'

/**
 * Takes the runs of an archive into a data folder, equal to the bit. It goes into the store itself, also while a hub serves it: what people
 * said of a run is part of it, and no trainer may say that.
 */
export async function importArchive(
  path: string,
  data: string,
  { as }: { as?: RunId } = {},
): Promise<readonly TakenRun[]> {
  if (as !== undefined) assertPathName('--as', as)
  assertNoLinks(data)
  const store = await openStore(data)
  try {
    return await store.takeArchive(path, as)
  } finally {
    await store.close()
  }
}

/** Whether a path is a file that begins as an archive does. */
export function isArchiveFile(path: string): boolean {
  try {
    if (!statSync(path).isFile()) return false
    const file = openRegular(path)
    const start = new Uint8Array(8)
    const length = readSync(file, start, 0, start.length, 0)
    closeSync(file)
    return isArchive(start.subarray(0, length))
  } catch (error) {
    throw usageError(`Cannot read ${path}: ${messageOf(error)}`)
  }
}

/** What came of it, a line a run. */
export function archiveLines(path: string, taken: readonly TakenRun[]): readonly string[] {
  return taken.map(({ run, wasThere }) =>
    wasThere ? `Run '${run}' is stored already, as ${path} has it` : `Run '${run}' was taken from ${path}`,
  )
}
