import { BOUNDS } from '#src/vocabulary/index.ts'
import { hashOf, newSecret } from '#src/access/index.ts'

/** A ticket is for the browser that is opened next. */
const LASTS_MS = 24 * 3_600_000

/** What brings a browser in: a secret in an address, good for one exchange, since addresses are kept in histories and logs. */
export interface Tickets {
  /** Makes one that gives what the token of this hash gives. */
  mint(holder: string): string
  /** The hash of the token that it stands for, and it is spent; null where it is spent, too old or none. */
  redeem(ticket: string): string | null
}

export function tickets(now: () => number = () => performance.now()): Tickets {
  const open = new Map<string, { holder: string; until: number }>()
  return {
    mint(holder) {
      const ticket = newSecret()
      open.set(hashOf(ticket), { holder, until: now() + LASTS_MS })
      // Whoever makes many loses his own, and nobody else's.
      const own = [...open].filter(([, one]) => one.holder === holder)
      for (const [oldest] of own.slice(0, -BOUNDS.ticketsAToken)) open.delete(oldest)
      return ticket
    },
    redeem(ticket) {
      const hash = hashOf(ticket)
      const found = open.get(hash)
      open.delete(hash)
      return found !== undefined && found.until > now() ? found.holder : null
    },
  }
}
