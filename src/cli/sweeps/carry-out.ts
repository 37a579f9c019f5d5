import { watch } from 'node:fs'
import { lastValueFrom, tap } from 'rxjs'
import { openStore } from '#src/store/index.ts'
import type { RunId } from '#src/vocabulary/index.ts'
import { membersOf, type Member, type Sweep } from '#trainer/sweeps/index.ts'
import { interrupts$ } from '#src/cli/processes/interrupt.ts'
import type { JobEvent, RunQueue } from '#src/cli/processes/queue.ts'
import { withSweepLock } from '#src/cli/processes/sweep-lock.ts'
import { askedSoFar } from './asked-so-far.ts'
import { askToCancel, isCancelled, keepStopped, stoppedWithIt, sweepsFolder, takeBackCancel } from './kept.ts'
import { isToMake, memberStates, type MemberState } from './states.ts'

/** What is told of a sweep while it goes on. */
export interface SweepTold {
  /** Its runs, how each stands, and which of them are to be made; again for each round of a sweep that refines. */
  begins(members: readonly Member[], states: ReadonlyMap<RunId, MemberState>, toMake: readonly Member[]): void
  hears(event: JobEvent): void
  cancels(): void
}

export interface CarryingOut {
  readonly data: string
  /** What failed, and what somebody stopped, is made again too. */
  readonly isRerun: boolean
  /** One for each round of runs. */
  readonly openQueue: () => RunQueue
  readonly told: SweepTold
}

/**
 * Makes what is still to be made of a sweep that is kept, as the one process that does, in one round or, where it refines, in as many as
 * its labels ask for, until all of it has ended or somebody cancels: by Ctrl-C, or by a file beside the sweep's own. Which runs these are is what the store says of them, so that after a
 * kill -9 it goes on where it was.
 */
export async function carryOut(sweep: Sweep, { data, isRerun, openQueue, told }: CarryingOut): Promise<void> {
  const { id } = sweep
  await withSweepLock(data, id, async () => {
    takeBackCancel(data, id)
    const going = new Set<RunId>()
    const begun = new Set<RunId>()
    let isEnding = false
    let queue = openQueue()
    const cancel = () => {
      if (isEnding) return
      isEnding = true
      askToCancel(data, id) // so that it is known for one that was
      keepStopped(data, id, [...going])
      told.cancels()
      queue.cancel()
    }
    const interrupted = interrupts$.subscribe((count) => {
      if (count === 1) return cancel()
      queue.kill()
      process.exit(130)
    })
    const watcher = watch(sweepsFolder(data), () => {
      if (isCancelled(data, id)) cancel()
    }).on('error', () => {}) // a folder that is gone is found out by whoever writes there
    try {
      for (;;) {
        const { members, states } = await askedNow(data, sweep)
        const stopped = stoppedWithIt(data, id)
        const isWanted = ({ id: run }: Member) => isToMake(states.get(run)!, stopped.includes(run), isRerun)
        // What failed in this process is not tried again by it.
        const toMake = members.filter((member) => !begun.has(member.id) && isWanted(member))
        if (begun.size > 0) {
          if (isEnding || toMake.length === 0) break
          queue = openQueue()
        }
        for (const member of toMake) begun.add(member.id)
        told.begins(members, states, toMake)
        const heard$ = queue.watch().pipe(
          tap((event) => {
            if (event.type === 'begun') {
              going.add(event.run)
              if (isEnding) keepStopped(data, id, [event.run])
            }
            if (event.type === 'ended') going.delete(event.run)
            told.hears(event)
          }),
        )
        const over = lastValueFrom(heard$, { defaultValue: null })
        queue.enqueue(toMake.map((member) => ({ run: member.id, order: member.order })))
        await over
        if (sweep.refine === null || toMake.length === 0) break
      }
    } finally {
      watcher.close()
      interrupted.unsubscribe()
    }
  })
}

interface Asked {
  readonly members: readonly Member[]
  readonly states: ReadonlyMap<RunId, MemberState>
}

async function askedNow(data: string, sweep: Sweep): Promise<Asked> {
  const store = await openStore(data)
  try {
    const states = await memberStates(store, membersOf(sweep))
    return { states, members: await askedSoFar(store, sweep, states) }
  } finally {
    await store.close()
  }
}
