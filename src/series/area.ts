import type { StoredPoints } from './points.ts'

/**
 * The area under points in step order, by trapezoids over steps; of equal steps the newest counts. A value that is not
 * finite makes the area none. One point has no area: 0.
 */
export function areaOf(runs: Iterable<StoredPoints>): number {
  let [area, from, height] = [0, -1, 0]
  /** The value of the step before, once no other point of it can come. */
  let [step, value] = [-1, 0]
  const close = () => {
    if (from >= 0) area += ((step - from) * (height + value)) / 2
    from = step
    height = value
  }
  for (const { steps, values } of runs) {
    for (let i = 0; i < steps.length; i++) {
      if (steps[i]! !== step && step >= 0) close()
      step = steps[i]!
      value = values[i]!
    }
  }
  if (step >= 0) close()
  return area
}
