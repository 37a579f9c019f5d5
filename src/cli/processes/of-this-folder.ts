import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { hashOf } from '#src/access/index.ts'
import type { Store } from '#src/store/index.ts'
import { pathIn, TRAINER, usageError, type RunId } from '#src/vocabulary/index.ts'
import { checkpointsFolder } from '#trainer/checkpoints/index.ts'
import { writerSecret } from '../writer-secret.ts'
import { wasTrainedHere } from './run-lock.ts'

/**
 * Refuses to start a process for a run that no trainer of this data folder has made: what others say over the network
 * is stored, and drawn, and starts nothing here. The evidence is files that only trainers of this machine write, and the
 * store has to know the run by the secret among them, if it knows it by one, and its main writer by the name that ours have: a
 * lock is also left by whoever tried to resume a run of others.
 */
export async function assertOfThisFolder(data: string, run: RunId, store: Pick<Store, 'admit'>): Promise<void> {
  const evidence = [pathIn(join(data, 'writers'), run), checkpointsFolder(data, run)]
  const isOurs = evidence.some((path) => existsSync(path)) || wasTrainedHere(data, run)
  if (isOurs && (await isAdmitted(data, run, store))) return
  throw usageError(
    `Run '${run}' was not trained from ${data}, so no trainer is started for it here; resume or fork it on the machine that trained it`,
  )
}

async function isAdmitted(data: string, run: RunId, store: Pick<Store, 'admit'>): Promise<boolean> {
  const secretHash = hashOf(writerSecret(data, run, TRAINER))
  const admitted = await store.admit({ run, writer: TRAINER, secretHash })
  return admitted.ok && admitted.main
}
