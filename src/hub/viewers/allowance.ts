import { BOUNDS } from '#src/vocabulary/index.ts'

/** Somebody for whom numbers wait: what a viewer follows of one run. */
export interface Holder {
  readonly bytes: number
  /** Series of which something waits. */
  readonly series: number
  /** Folds and drops what waits until no series takes more than so many bytes. */
  narrow(bytesASeries: number): void
}

/** What may wait for one viewer, of all that it follows. */
export interface Allowance {
  add(holder: Holder): void
  remove(holder: Holder): void
  /** More waits: where it is too much, every series keeps an equal share at most, and those that take less stay as they are. */
  more(): void
}

/** What may wait for each viewer, and for all of them together. */
export interface Allowances {
  viewer(): Allowance
}

export function newAllowances(
  most: { readonly each: number; readonly all: number } = { each: BOUNDS.waitingBytes, all: BOUNDS.allWaitingBytes },
): Allowances {
  const viewers = new Set<ReadonlySet<Holder>>()
  return {
    viewer() {
      const holders = new Set<Holder>()
      return {
        add(holder) {
          viewers.add(holders)
          holders.add(holder)
        },
        remove(holder) {
          holders.delete(holder)
          if (holders.size === 0) viewers.delete(holders)
        },
        more() {
          const own = bytesOf(holders)
          const fair = most.all / Math.max(1, viewers.size)
          const isTooMuch = own > most.each || (own > fair && sum(viewers, bytesOf) > most.all)
          if (!isTooMuch) return
          // To half of it, so that it is not done again for every number that comes.
          const share = Math.min(most.each, fair) / 2 / sum(holders, ({ series }) => series)
          for (const holder of holders) holder.narrow(share)
        },
      }
    },
  }
}

function bytesOf(holders: ReadonlySet<Holder>): number {
  return sum(holders, ({ bytes }) => bytes)
}

function sum<T>(of: Iterable<T>, sizeOf: (one: T) => number): number {
  let total = 0
  for (const one of of) total += sizeOf(one)
  return total
}
