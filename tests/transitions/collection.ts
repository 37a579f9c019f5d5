import { CHANGES, type ChangeName } from './changes.ts'
import { generated } from './generate.ts'
import type { Labelled } from './labelled.ts'
import type { Noise } from './noise.ts'
import type { Sampling } from './sampling.ts'

export const CORRELATIONS = [0, 0.5, 0.8]
/** Standard deviations of the noise, where the height of a change is 1. */
export const DEVIATIONS = [0.005, 0.02, 0.05, 0.2, 0.5]
const SAMPLINGS: readonly Sampling[] = ['every', 'missing', 'uneven']
/** Points of a series with a change. */
export const LENGTHS = [200, 500, 1000, 2000]
const NULL_LENGTHS = [20_000, ...Array<number>(9).fill(2000)]
export const CHANGE_NAMES = Object.keys(CHANGES) as ChangeName[]

/** So many series of a change for each noise level at a correlation: samplings and lengths take turns. */
export function labelledSeries(
  change: ChangeName,
  correlation: number,
  each: number,
  { seed = 0, tails = 'normal' }: { readonly seed?: number; readonly tails?: Noise['tails'] } = {},
): Labelled[] {
  return DEVIATIONS.flatMap((deviation, level) =>
    Array.from({ length: each }, (_, trial) =>
      generated({
        change,
        noise: { tails, correlation, deviation },
        sampling: SAMPLINGS[(trial + level) % SAMPLINGS.length] as Sampling,
        length: LENGTHS[trial % LENGTHS.length] as number,
        seed: seed + trial,
      }),
    ),
  )
}

/** Series in which nothing happens, of so many points together: their lengths take turns, some of them long, as alarms that are rare ask for. */
export function nullSeries(
  correlation: number,
  points: number,
  {
    seed = 0,
    tails = 'normal',
    lengths = NULL_LENGTHS,
    deviations = DEVIATIONS,
  }: {
    readonly seed?: number
    readonly tails?: Noise['tails']
    readonly lengths?: readonly number[]
    readonly deviations?: readonly number[]
  } = {},
): (Labelled & { readonly deviation: number })[] {
  const series: (Labelled & { readonly deviation: number })[] = []
  for (let trial = 0, made = 0; made < points; trial++) {
    const length = Math.min(lengths[trial % lengths.length] as number, points - made)
    const deviation = deviations[trial % deviations.length] as number
    const sampling = SAMPLINGS[trial % SAMPLINGS.length] as Sampling
    const noise = { tails, correlation, deviation }
    series.push({ ...generated({ change: null, noise, sampling, length, seed: seed + trial }), deviation })
    made += length
  }
  return series
}
