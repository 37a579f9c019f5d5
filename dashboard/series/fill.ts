import { isFilled, type Fill } from '#src/run-state/index.ts'
import type { Gap } from './gap.ts'

/** From 0 to 1. */
export function fillShare(fill: Fill): number {
  if (isFilled(fill)) return 1
  const { from, to, goal } = fill
  return to === null ? 0 : Math.max(0, (to - from) / Math.max(1, goal - from))
}

/** The steps that were filled in; null where none is there yet. */
export function stretchOf(fill: Fill): Gap | null {
  if (fill.to === null) return null
  return { from: fill.from, to: isFilled(fill) ? Math.max(fill.end, fill.to) : fill.to }
}
