import { readFileSync } from 'node:fs'
import { basename, join } from 'node:path'
import type { Probe } from '#probes/define.ts'
import { allNeeds } from '#src/vocabulary/index.ts'
import { namesIn, openCheckerWhenNeeded, UserFileError } from '#trainer/user-files/index.ts'
import { openJudge } from './judge.ts'
import { openProbeChecker } from './probe-checker.ts'
import { isProjectFolder } from './project-probes.ts'
import { placeOf } from './watch-probe-folders.ts'

/** What is there already: these ids are taken. */
interface Catalogue {
  readonly probes: readonly Probe[]
  readonly detectors: readonly Pick<Probe, 'id'>[]
}

/**
 * User-defined probes of these ids, where no run watches their folders: each file is judged once, by the rules of a run (types,
 * card, an id that nobody has), and what it defines is guarded as there. Ids without a file are left out.
 */
export async function userProbesIn(
  folders: readonly string[],
  ids: readonly string[],
  { probes, detectors }: Catalogue,
): Promise<Probe[]> {
  const files = filesIn(folders).filter((file) => ids.includes(idOf(file)))
  const checker = openCheckerWhenNeeded(openProbeChecker)
  const anything = { id: 'measure', provides: allNeeds, elsewhere: [] }
  const judge = openJudge({ probes, detectors, experiment: anything, kept: null, tf: null }, checker)
  const found: Probe[] = []
  try {
    for (const file of files) {
      const event = await judge({ file, source: readFileSync(file, 'utf8') })
      if (event?.type === 'rejected') throw new UserFileError(file, event)
      if (event?.type === 'offered') found.push(event.probe)
    }
    return found
  } finally {
    checker.close()
  }
}

/** The ids that files of these folders have, whatever is in them. */
export function userProbeIds(folders: readonly string[]): string[] {
  return filesIn(folders).map(idOf)
}

function filesIn(folders: readonly string[]): string[] {
  return [...new Set(folders.map(placeOf))]
    .filter((folder) => !isProjectFolder(folder)) // its probes are the catalogue
    .flatMap((folder) => namesIn(folder).map((name) => join(folder, name)))
}

const idOf = (file: string) => basename(file, '.ts')
