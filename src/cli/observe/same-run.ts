import { statSync } from 'node:fs'
import { join } from 'node:path'
import { runtimeError, type RunId } from '#src/vocabulary/index.ts'
import { RUN_FILE, runOfFolder } from './contract.ts'

/**
 * Throws once a folder says that it is another run's than when it began to be observed; null where it said nothing. What is measured of that one would
 * stand in the curves of this one.
 */
export function sameRunOf(folder: string, run: RunId | null): () => void {
  let known = ''
  return () => {
    const found = statSync(join(folder, RUN_FILE), { throwIfNoEntry: false })
    const stamp = found === undefined ? '' : `${found.mtimeMs} ${found.ino} ${found.size}`
    if (stamp === known) return
    known = stamp
    const said = runOfFolder(folder)
    if (said !== null && !('fault' in said) && said.run !== run)
      throw runtimeError(
        `${folder} has come to be of run ${said.run}, and was observed as ${run === null ? 'a run of its own' : `run ${run}`}; what was measured is kept: observe it again`,
      )
  }
}
