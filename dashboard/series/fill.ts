import type { Drift } from '#src/vocabulary/index.ts'
import type { Gap } from './gap.ts'

/** The past of a probe that was attached late, as it is filled in by replay. */
export interface Fill {
  /** The first step wanted. */
  readonly from: number
  /** The last step that is there; null before the first. */
  readonly to: number | null
  /** The last step to come. */
  readonly goal: number
  /** The step from which the probe measures live. */
  readonly end: number
  /** Why no more can be had. */
  readonly why: string | null
  /** How far the replay was from the run's checkpoints, at most; null where it passed none. */
  readonly drift: Drift | null
}

export function isFilled({ to, goal }: Fill): boolean {
  return to !== null && to >= goal
}

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
