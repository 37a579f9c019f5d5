import type { Store } from '#src/store/index.ts'
import type { RunId, RunStatus, SweepCounts } from '#src/vocabulary/index.ts'
import type { Member } from '#trainer/sweeps/index.ts'

/** How a run of a sweep stands by what the store has of it. */
export interface MemberState {
  readonly status: RunStatus | 'waiting' | 'removed'
  readonly step: number
}

const WAITING: MemberState = { status: 'waiting', step: 0 }

/** How each run of a sweep stands. What nobody has begun waits; what was removed is there and shows nowhere. */
export async function memberStates(
  store: Pick<Store, 'list'>,
  members: readonly Pick<Member, 'id'>[],
): Promise<ReadonlyMap<RunId, MemberState>> {
  const ids = members.map(({ id }) => id)
  const states = new Map<RunId, MemberState>(ids.map((id) => [id, WAITING]))
  const { runs } = await store.list({ ids, archived: 'also', size: Infinity })
  for (const { run, status, step } of runs) states.set(run.id, { status, step })
  const removed = await store.list({ ids, removed: true, archived: 'also', size: Infinity })
  for (const { run, step } of removed.runs) states.set(run.id, { status: 'removed', step })
  return states
}

export function countsOf(states: Iterable<MemberState>): SweepCounts {
  const counts = { waiting: 0, running: 0, paused: 0, completed: 0, stopped: 0, failed: 0, lost: 0, removed: 0 }
  for (const { status } of states) counts[status] += 1
  return counts
}

/**
 * Whether a run is still to be made. One that was cut off is, and one that the sweep stopped when it was cancelled; one that
 * failed, or that somebody stopped, only when that is asked for.
 */
export function isToMake({ status }: MemberState, isStoppedWithIt: boolean, isRerun: boolean): boolean {
  if (status === 'stopped') return isStoppedWithIt || isRerun
  if (status === 'failed') return isRerun
  return status !== 'completed' && status !== 'removed'
}
