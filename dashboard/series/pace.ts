import type { Points } from './points.ts'

const RECENT = 20

/** Milliseconds a step takes at present, from a run's own clock over its last readings; null before there are two. */
export function paceOf({ steps, last, length }: Points): number | null {
  const from = Math.max(0, length - 1 - RECENT)
  const to = length - 1
  if (to <= from) return null
  return knownPace(((last[to]! - last[from]!) / (steps[to]! - steps[from]!)) * 1000)
}

/** A pace that can be one: clocks that were set back, or times that nobody knew, say nothing of how long a step took. */
export function knownPace(ms: number | null): number | null {
  return ms !== null && ms > 0 && ms < Infinity ? ms : null
}
