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
    if (!(error >= 0)) continue
    min[i] = Math.min(min[i]!, values.last[i]! - error)
    max[i] = Math.max(max[i]!, values.last[i]! + error)
  }
  return { ...values, min, max }
}
