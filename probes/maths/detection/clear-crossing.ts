import { roughness } from './robust.ts'
import type { Points } from './points.ts'

/** Where a series that is smooth beside its rise crosses a threshold. */
export interface Crossing {
  /** The first point at the threshold or above, after the last that is clearly below. */
  readonly step: number
  /** After the last point that is clearly below, and not after the first that is clearly above. */
  readonly low: number
  readonly high: number
}

/** Of normal noise 5 % lies further above its mean, and as much further below. */
const TAIL = 1.645
/** Noise beyond this share of the height hides where a twentieth of it is reached. */
const SMOOTH = 0.02

/**
 * The step at which a rise from one level to another reaches a twentieth of it, read from the points themselves: no form of the rise is assumed, but their
 * noise has to be far less than that. Null where it is not, or where there are no points on both sides.
 */
export function clearCrossing({ steps, values }: Points, before: number, after: number): Crossing | null {
  const noise = roughness(values)
  const height = after - before
  if (!(height > 0) || !(noise <= SMOOTH * height)) return null
  const threshold = before + 0.05 * height
  const middle = values.findIndex((value) => value >= before + 0.5 * height)
  if (middle < 0) return null
  const early = values.slice(0, middle + 1)
  const below = early.findLastIndex((value) => value < threshold - TAIL * noise)
  const at = early.findIndex((value, i) => i > below && value >= threshold)
  const above = early.findIndex((value, i) => i > below && value > threshold + TAIL * noise)
  if (below < 0 || at < 0 || above < 0) return null
  return { step: steps[at]!, low: steps[below]! + 1, high: steps[above]! }
}
