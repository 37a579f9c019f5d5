import { greater, lesser } from '#dashboard/series/extremes.ts'
import type { Points } from '#dashboard/series/points.ts'

/** A curve with its standard error: every point reaches as far up and down as it is uncertain. */
export function uncertain(values: Points, errors: Points): Points {
  const min = values.min.slice()
  const max = values.max.slice()
  let j = 0
  for (let i = 0; i < values.length; i++) {
    const step = values.steps[i]!
    while (j < errors.length && errors.steps[j]! < step) j++
    const error = j < errors.length && errors.steps[j] === step ? errors.last[j]! : NaN
    // Of what is not known, and beyond all numbers, nothing is drawn.
    const [low, high] = [values.last[i]! - error, values.last[i]! + error]
    if (!(error >= 0) || !Number.isFinite(low) || !Number.isFinite(high)) continue
    min[i] = lesser(min[i]!, low)
    max[i] = greater(max[i]!, high)
  }
  return { ...values, min, max }
}
