import { fittedRise } from './rise-fit.ts'
import { logisticRise, straightRise } from './rise-shapes.ts'
import type { RiseData } from './rise-data.ts'

/** Where a change begins that takes its time. */
export interface GradualOnset {
  readonly onset: number
  readonly low: number
  readonly high: number
  /** False where it may be a step as well. */
  readonly isClear: boolean
}

/** A form counts as the better one where its likelihood is larger by this in its logarithm. */
const CLEARLY = 3

/**
 * The onset of a change that may be no step: of a broken line, of a logistic function, or with an interval that holds those of both where neither is
 * clearly better. Null where a step does as well.
 */
export function gradualOnset(data: RiseData, level: number): GradualOnset | null {
  const fits = [straightRise, logisticRise].flatMap((shape) => fittedRise(data, shape, level) ?? [])
  const [best, other] = fits.toSorted((one, another) => another.overStep - one.overStep)
  if (best === undefined || best.overStep < 0) return null
  const isClear = best.overStep >= CLEARLY
  if (other === undefined || best.overStep - other.overStep > CLEARLY) return { ...best, isClear }
  return { onset: best.onset, low: Math.min(best.low, other.low), high: Math.max(best.high, other.high), isClear }
}
