import type { Labelled } from './labelled.ts'
import type { Noise } from './noise.ts'
import { DEVIATIONS, nullSeries } from './collection.ts'

/** In what a detector has to be silent: noise about zero tells nothing of one that reads a ratio, or has a level of its own. */
interface Null {
  /** What it is given where the noise is this. */
  readonly valueOf: (noise: number, deviation: number) => number
  readonly deviations: readonly number[]
}

/** How many of its standard deviations a series keeps below the level that it must not reach. */
const BELOW = 10
/** Deviations of the logarithm of what has a scale: more than a twentieth is noise of another kind. */
const SMALL = DEVIATIONS.filter((deviation) => deviation <= 0.05)

const USUAL: Null = { valueOf: (noise) => noise, deviations: DEVIATIONS }
const POSITIVE: Null = { valueOf: Math.exp, deviations: SMALL }

const NULLS: Readonly<Record<string, Null>> = {
  'threshold-crossing': { ...USUAL, valueOf: (noise, deviation) => 0.9 + noise - BELOW * deviation },
  // The logarithm of a ratio of curvatures wanders as far below that of the edge.
  'edge-of-stability-arrival': { ...USUAL, valueOf: (noise, deviation) => 0.98 * Math.exp(noise - BELOW * deviation) },
  'loss-spike': { ...POSITIVE, deviations: DEVIATIONS },
  divergence: { ...POSITIVE, deviations: DEVIATIONS },
  'rank-collapse': POSITIVE,
}

/** Series of so many points together in which nothing happens that a detector is to tell. */
export function nullsOf(
  id: string,
  correlation: number,
  points: number,
  options: { readonly seed?: number; readonly tails?: Noise['tails']; readonly lengths?: readonly number[] } = {},
): Labelled[] {
  const { valueOf, deviations } = NULLS[id] ?? USUAL
  return nullSeries(correlation, points, { ...options, deviations }).map(({ points: noise, deviation, ...series }) => ({
    ...series,
    points: noise.map(([step, value]) => [step, valueOf(value, deviation)] as const),
  }))
}
