import type { StoredPoints } from './points.ts'

/**
 * The first step at which points in step order are at least a level; of equal steps the newest counts, as everywhere. Null where that
 * never comes: NaN is at least nothing.
 */
export function firstStepAt(runs: Iterable<StoredPoints>, level: number): number | null {
  let [step, value] = [-1, NaN]
  for (const { steps, values } of runs) {
    for (let i = 0; i < steps.length; i++) {
      if (steps[i]! !== step && value >= level) return step
      step = steps[i]!
      value = values[i]!
    }
  }
  return value >= level ? step : null
}
