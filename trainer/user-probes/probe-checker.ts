import { join } from 'node:path'
import { openChecker, type Checker } from '#trainer/user-files/index.ts'
import { PROBE_FILE } from './project-probes.ts'

/** Checks the files of probes in a separate process. */
export function openProbeChecker(): Checker {
  return openChecker(join(import.meta.dirname, 'check-process.ts'), PROBE_FILE)
}
