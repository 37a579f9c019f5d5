import { holderOf, holding, tryLock } from '#src/setup/lock.js'
import { commandText } from '#src/cli/command-text.ts'
import { assertNoLinks } from '#src/cli/no-links.ts'
import { sweepsFolder } from '#src/cli/sweeps/kept.ts'
import { pathIn, runtimeError, type SweepId } from '#src/vocabulary/index.ts'

/** Does `work` as the one process that carries out a sweep. The lock dies with its holder. */
export async function withSweepLock<T>(data: string, id: SweepId, work: () => Promise<T>): Promise<T> {
  assertNoLinks(data)
  const attempt = await tryLock(placeOf(data, id), `carries out sweep '${id}'`)
  if (!('release' in attempt)) {
    attempt.leave()
    throw runtimeError(
      `Sweep '${id}' is going on: process ${attempt.holder.pid} carries it out; ${commandText('sweeps', data)} shows how far it is, ${commandText(`sweep --cancel ${id}`, data)} ends it`,
    )
  }
  return work().finally(attempt.release)
}

/** Whether a process of this machine carries it out at this moment. */
export async function isGoingOn(data: string, id: SweepId): Promise<boolean> {
  return (await holderOf(placeOf(data, id))) !== null
}

/** When none does. */
export async function sweepEnded(data: string, id: SweepId): Promise<void> {
  const holder = await holding(placeOf(data, id))
  await holder?.gone
}

function placeOf(data: string, id: SweepId): string {
  return pathIn(sweepsFolder(data), id, '.lock')
}
