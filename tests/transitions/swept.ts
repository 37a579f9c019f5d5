import type { DetectorDefinition } from '#probes/detectors/define.ts'
import type { OptionValues } from '#src/vocabulary/index.ts'
import type { Labelled } from './labelled.ts'
import { alarmsIn } from './watched.ts'

/** A detector whose threshold can be set so that it raises as many false alarms as another. */
export interface Swept {
  readonly detector: DetectorDefinition
  readonly option: string
  readonly low: number
  readonly high: number
  readonly others: OptionValues
}

/** By halving the logarithm, to a tenth: the least threshold at which a detector raises at most so many alarms in series in which nothing happens. */
export function leastThreshold(
  { detector, option, low, high, others }: Swept,
  nulls: readonly Labelled[],
  allowed: number,
) {
  const count = (threshold: number) => {
    let total = 0
    for (const series of nulls) {
      if (total > allowed) break
      total += alarmsIn(detector, series, { ...others, [option]: threshold, most: 1000 }).length
    }
    return total
  }
  let [least, most] = [low, high]
  for (let i = 0; i < 6; i++) {
    const middle = Math.sqrt(least * most)
    if (count(middle) > allowed) least = middle
    else most = middle
  }
  return { threshold: most, falseAlarms: count(most) }
}
