import { NO_POINTS, NO_STRETCH, stretchedBy, withPoint, type Points, type Stretch } from './points.ts'

/** What is kept of a series however long it is: its last points all, and of those before them fewer the more there are. */
export interface NearAndFar {
  readonly near: Points
  readonly far: Stretch
}

export const NOTHING_SEEN: NearAndFar = { near: NO_POINTS, far: NO_STRETCH }

const NEAR = 120
const FAR = 80

export function seenAlso({ near, far }: NearAndFar, step: number, value: number): NearAndFar {
  return { near: withPoint(near, step, value, NEAR), far: stretchedBy(far, step, value, FAR) }
}

/** All of them in order, with how many points each lies after the one before it. */
export function allOf({ near, far }: NearAndFar): Points & { readonly strides: readonly number[] } {
  const first = near.steps[0] ?? Infinity
  const older = far.steps.filter((step) => step < first).length
  return {
    steps: [...far.steps.slice(0, older), ...near.steps],
    values: [...far.values.slice(0, older), ...near.values],
    strides: [
      ...far.steps.slice(0, older).map(() => far.stride),
      ...near.steps.map((_, i) => (i === 0 ? far.stride : 1)),
    ],
  }
}
