import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { hashOf } from '#src/access/index.ts'
import type { Store } from '#src/store/index.ts'
import { pathIn, TRAINER, usageError, type RunId } from '#src/vocabulary/index.ts'
import { checkpointsFolder } from '#trainer/checkpoints/index.ts'
import { keptSecret } from '../writer-secret.ts'
import { wasTrainedHere } from './run-lock.ts'

/**
 * Refuses to start a process for a run that no trainer of this data folder has made: what others say over the network
 * is stored, and drawn, and starts nothing here. The evidence is files that only trainers of this machine write, and the
 * store has to know the run by the secret among them, if it knows it by one, and its main writer by the name that ours have: a
 * lock is also left by whoever tried to resume a run of others. Nothing is written: who is refused leaves no trace.
 */
export async function assertOfThisFolder(data: string, run: RunId, store: Pick<Store, 'mainWriter'>): Promise<void> {
  const evidence = [pathIn(join(data, 'writers'), run), checkpointsFolder(data, run)]
  const isOurs = evidence.some((path) => existsSync(path)) || wasTrainedHere(data, run)
  if (isOurs && (await isKnownByOurs(data, run, store))) return
  throw usageError(
    `Run '${run}' was not trained from ${data}, so no trainer is started for it here; resume or fork it on the machine that trained it`,
  )
}

async function isKnownByOurs(data: string, run: RunId, store: Pick<Store, 'mainWriter'>): Promise<boolean> {
  const main = await store.mainWriter(run)
  if (main?.writer !== TRAINER) return false
  if (main.secretHash === null) return true // trained without a hub, into this store
  const secret = keptSecret(data, run, TRAINER)
  return secret !== null && hashOf(secret) === main.secretHash
}
