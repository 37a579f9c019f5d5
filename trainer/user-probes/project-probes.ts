import { join } from 'node:path'
import { CHECKOUT, isHome, type FileKind } from '#trainer/user-files/index.ts'

/** What the file of a probe may use: the words that every part shares, and what is in probes/. */
export const PROBE_FILE: FileKind = {
  noun: 'probe',
  imports: ['src/vocabulary/', 'probes/'],
  importsText: "'#src/vocabulary/…' and '#probes/…'",
  home: 'probes/',
  loads: 'outside measure, a file may only define its probe',
  instead: {
    random: 'draw from `random`, which is seeded by the run',
    clock: 'declare the need `clock` and read that',
  },
}

/** The folder of the catalogue: what is new or changed in it while a run is live is offered to that run. */
export const PROJECT_PROBES = join(CHECKOUT, PROBE_FILE.home)

/** Its files that are not an observable each. */
export const FRAME: readonly string[] = [
  'define',
  'detector',
  'finite-inputs',
  'holds-finite',
  'index',
  'inputs',
  'ordered-steps',
  'readme',
  'seen-through',
]

export function isProjectFolder(folder: string): boolean {
  return isHome(folder, PROBE_FILE)
}
