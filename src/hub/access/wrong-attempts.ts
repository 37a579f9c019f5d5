import { BOUNDS } from '#src/vocabulary/index.ts'

/** After so long without one of them an attempt is forgiven. */
const FORGIVEN_MS = 1_000

/** Counts wrong tokens by the address that they came from. */
export interface WrongAttempts {
  /** Notes one more, and says whether they have become too many. */
  note(address: string): boolean
}

/** `now` gives milliseconds that only grow. */
export function wrongAttempts(now: () => number = () => performance.now()): WrongAttempts {
  const seen = new Map<string, { count: number; at: number }>()
  return {
    note(address) {
      const place = placeOf(address)
      const at = now()
      const before = seen.get(place)
      const left = before === undefined ? 0 : Math.max(0, before.count - (at - before.at) / FORGIVEN_MS)
      const count = Math.min(left + 1, BOUNDS.wrongTokens + 1)
      seen.delete(place) // the latest comes last, and the oldest is forgotten first
      seen.set(place, { count, at })
      if (seen.size > BOUNDS.addressesRemembered)
        for (const oldest of seen.keys()) return (seen.delete(oldest), count > BOUNDS.wrongTokens)
      return count > BOUNDS.wrongTokens
    },
  }
}

/** Whoever has one IPv6 address has all that share its first half. */
function placeOf(address: string): string {
  const plain = address.replace(/^::ffff:/, '')
  return plain.includes(':') ? plain.split(':').slice(0, 4).join(':') : plain
}
