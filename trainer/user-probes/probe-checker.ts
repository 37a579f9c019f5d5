import { join } from 'node:path'
import { openChecker, type Checker } from '#trainer/user-files/index.ts'
import { PROBE_FILE } from './project-probes.ts'

/** Behind the training, but not so far behind that a saved file waits for seconds where both share two cores. */
const NICENESS = 5

/** Checks the files of probes in a separate process. */
export function openProbeChecker(): Checker {
  const script = join(import.meta.dirname, 'check-process.ts')
  return openChecker({ script, kind: PROBE_FILE, niceness: NICENESS })
}
