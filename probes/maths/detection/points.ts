/** Points of one series in the order of their steps. */
export interface Points {
  readonly steps: readonly number[]
  readonly values: readonly number[]
}

export const NO_POINTS: Points = { steps: [], values: [] }

/** The last points, no more than `most`. */
export function withPoint({ steps, values }: Points, step: number, value: number, most: number): Points {
  const from = Math.max(0, steps.length + 1 - most)
  return { steps: [...steps.slice(from), step], values: [...values.slice(from), value] }
}

/** Points from a moment on: of each `stride` of them the first, so that no more than a bound are kept however long it lasts. */
export interface Stretch extends Points {
  readonly stride: number
  readonly seen: number
}

export const NO_STRETCH: Stretch = { ...NO_POINTS, stride: 1, seen: 0 }

/** Where one would be too many, every other one goes and the stride doubles: what is kept depends on their number alone. */
export function stretchedBy(stretch: Stretch, step: number, value: number, most: number): Stretch {
  const { stride, seen } = stretch
  if (seen % stride !== 0) return { ...stretch, seen: seen + 1 }
  const kept = { steps: [...stretch.steps, step], values: [...stretch.values, value] }
  if (kept.steps.length <= most) return { ...kept, stride, seen: seen + 1 }
  const isEven = (_: unknown, i: number) => i % 2 === 0
  return { steps: kept.steps.filter(isEven), values: kept.values.filter(isEven), stride: 2 * stride, seen: seen + 1 }
}
