import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { pathIn, usageError, type RunId } from '#src/vocabulary/index.ts'
import { checkpointsFolder } from '#trainer/checkpoints/index.ts'
import { wasTrainedHere } from './run-lock.ts'

/**
 * Refuses to start a process for a run that no trainer of this data folder has made: what others say over the network
 * is stored, and drawn, and starts nothing here. The evidence is files that only trainers of this machine write.
 */
export function assertOfThisFolder(data: string, run: RunId): void {
  const evidence = [pathIn(join(data, 'writers'), run), checkpointsFolder(data, run)]
  if (evidence.some((path) => existsSync(path)) || wasTrainedHere(data, run)) return
  throw usageError(
    `Run '${run}' was not trained from ${data}, so no trainer is started for it here; resume or fork it on the machine that trained it`,
  )
}
