import { NO_POINTS, withPoint, type Points } from './points.ts'

/** What is kept of what came before: the last points all, and of those before them every sixth. */
export interface LongPast {
  readonly near: Points
  readonly far: Points
  /** How many points are no longer near. */
  readonly left: number
}

export const NO_PAST: LongPast = { near: NO_POINTS, far: NO_POINTS, left: 0 }

const FAR = 80
const EVERY = 6

export function withPast({ near, far, left }: LongPast, step: number, value: number, most: number): LongPast {
  const next = withPoint(near, step, value, most)
  if (near.steps.length < most) return { near: next, far, left }
  const isKept = left % EVERY === 0
  return { near: next, far: isKept ? withPoint(far, near.steps[0]!, near.values[0]!, FAR) : far, left: left + 1 }
}

/** All of them in order, with how many points each lies after the one before it. */
export function wholeOf({ near, far, left }: LongPast): Points & { readonly gaps: readonly number[] } {
  const sinceFar = ((left - 1 + EVERY) % EVERY) + 1
  return {
    steps: [...far.steps, ...near.steps],
    values: [...far.values, ...near.values],
    gaps: [...far.steps.map(() => EVERY), ...near.steps.map((_, i) => (i === 0 && left > 0 ? sinceFar : 1))],
  }
}
