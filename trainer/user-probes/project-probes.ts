import { existsSync, realpathSync } from 'node:fs'
import { join, resolve } from 'node:path'

/** This checkout, whose words and formulas a probe may import from wherever its file lies. */
export const CHECKOUT = resolve(import.meta.dirname, '..', '..')

/** The folder of the catalogue: what is new or changed in it while a run is live is offered to that run. */
export const PROJECT_PROBES = join(CHECKOUT, 'probes')

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
  return existsSync(folder) && realpathSync(folder) === realpathSync(PROJECT_PROBES)
}
