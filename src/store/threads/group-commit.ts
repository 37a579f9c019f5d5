import { BOUNDS } from '#src/vocabulary/index.ts'
import type { Arrival, Kept } from '#src/store/store.ts'

interface Waiting {
  readonly arrivals: readonly Arrival[]
  readonly resolve: (kept: readonly Kept[]) => void
  readonly reject: (error: unknown) => void
}

/**
 * While a commit is on its way, what arrives gathers, and goes into the next one: a disk makes many Reports durable as
 * quickly as one, so that under load the groups grow by themselves and what comes alone waits for nothing.
 */
export function groupCommit(commit: (arrivals: readonly Arrival[]) => Promise<readonly Kept[]>) {
  let queue: Waiting[] = []
  let working: Promise<void> | null = null

  const work = async () => {
    while (queue.length > 0) {
      const group = firstOf(queue)
      queue = queue.slice(group.length)
      try {
        const kept = await commit(group.flatMap(({ arrivals }) => arrivals))
        let at = 0
        for (const { arrivals, resolve } of group) resolve(kept.slice(at, (at += arrivals.length)))
      } catch (error) {
        for (const { reject } of group) reject(error)
      }
    }
    working = null
  }
  return {
    add(arrivals: readonly Arrival[]): Promise<readonly Kept[]> {
      return new Promise((resolve, reject) => {
        queue.push({ arrivals, resolve, reject })
        working ??= work()
      })
    },
    /** When nothing waits any more. */
    drained: async () => {
      while (working !== null) await working
    },
  }
}

function firstOf(queue: readonly Waiting[]): Waiting[] {
  let bytes = 0
  const end = queue.findIndex(({ arrivals }, i) => {
    bytes += arrivals.reduce((sum, one) => sum + one.bytes.byteLength, 0)
    return i > 0 && bytes > BOUNDS.commitBytes
  })
  return queue.slice(0, end < 0 ? queue.length : end)
}
