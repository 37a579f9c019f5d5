import { tap, type MonoTypeOperatorFunction } from 'rxjs'
import type { Envelope } from '#src/vocabulary/index.ts'

/** How far behind a run its hub is. */
export interface HubLag {
  /** Watches what goes to the hub. */
  readonly sent: MonoTypeOperatorFunction<Envelope>
  /** The hub has everything before `next` on its disk. */
  acknowledged(next: number): void
  /** Milliseconds that the last Report took until the hub had it, or the oldest that it has not yet has waited, whichever is longer. */
  read(): number
}

/** Of many that wait, the oldest are remembered: they say how long it has been. */
const REMEMBERED = 1_000

export function openHubLag(now: () => number = () => performance.now()): HubLag {
  let waiting: { readonly seq: number; readonly at: number }[] = []
  let last = 0
  return {
    sent: tap(({ seq }) => {
      if (waiting.length < REMEMBERED) waiting.push({ seq, at: now() })
    }),
    acknowledged(next) {
      const newest = waiting.findLast(({ seq }) => seq < next)
      if (newest === undefined) return
      last = now() - newest.at
      waiting = waiting.filter(({ seq }) => seq >= next)
    },
    read() {
      const [oldest] = waiting
      return oldest === undefined ? last : Math.max(last, now() - oldest.at)
    },
  }
}
