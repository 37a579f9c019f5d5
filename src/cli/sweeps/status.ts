import type { Store } from '#src/store/index.ts'
import { messageOf, type SweepId, type SweepStatus } from '#src/vocabulary/index.ts'
import { membersOf } from '#trainer/sweeps/index.ts'
import { isGoingOn } from '#src/cli/processes/sweep-lock.ts'
import { askedSoFar } from './asked-so-far.ts'
import { isCancelled, readSweep, sweepIds } from './kept.ts'
import { countsOf, memberStates } from './states.ts'

/** How a sweep stands now: what was asked is in its file, how its runs stand in the store, whether it goes on in its lock. */
export async function statusOf(store: Pick<Store, 'list'>, data: string, id: SweepId): Promise<SweepStatus> {
  const { sweep, startedAt } = readSweep(data, id)
  const all = await memberStates(store, membersOf(sweep))
  const states = (await askedSoFar(store, sweep, all)).map((member) => all.get(member.id)!)
  const { name, experiment, steps, order } = sweep
  return {
    ...{ id, name, experiment, steps, startedAt },
    grid: order.grid ?? [],
    seeds: order.seeds ?? '',
    runs: states.length,
    stepsDone: states.reduce((sum, { step }) => sum + Math.max(0, step), 0),
    counts: countsOf(states),
    isGoingOn: await isGoingOn(data, id),
    isCancelled: isCancelled(data, id),
  }
}

/** The newest sweeps of a data folder, and of files that are none why. */
export async function newestSweeps(
  store: Pick<Store, 'list'>,
  data: string,
  most: number,
): Promise<{ readonly sweeps: readonly SweepStatus[]; readonly faults: readonly string[] }> {
  const faults: string[] = []
  const kept = sweepIds(data).flatMap((id) => {
    try {
      return [{ id, startedAt: readSweep(data, id).startedAt }]
    } catch (error) {
      faults.push(messageOf(error))
      return []
    }
  })
  kept.sort((a, b) => b.startedAt - a.startedAt || (a.id < b.id ? -1 : 1))
  const sweeps: SweepStatus[] = []
  for (const { id } of kept.slice(0, most)) sweeps.push(await statusOf(store, data, id))
  return { sweeps, faults }
}
