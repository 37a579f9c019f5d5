import { intervalsOverSeeds, type Interval, type OverSeeds } from './over-seeds.ts'
import { scalingLawAt, scalingLawOf, type Asymptote, type ScalingLaw, type SizedValue } from './scaling-law.ts'

/** A number of a run, at its size and of its seed. */
export interface SeededValue {
  readonly seed: number
  readonly size: number
  readonly value: number
}

export interface LawOverSeeds {
  readonly law: ScalingLaw
  readonly asymptote: Interval
  readonly factor: Interval
  readonly exponent: Interval
  /** Share of the variance of the means of sizes, each as it counts, that the law explains. */
  readonly r2: number
  /** Mean of each size, in order of size, and how much of it, as a share, is left. */
  readonly sizes: readonly { readonly size: number; readonly mean: number; readonly left: number }[]
}

/**
 * A scaling law through the means of sizes, with intervals over seeds. An error counts as a share of the mean of its size, and a size by how many runs it
 * has, since times differ from seed to seed by about the same share at every size. Null where the runs do not determine it.
 */
export function lawOverSeeds(
  runs: readonly SeededValue[],
  asymptote: Asymptote,
  asked: OverSeeds,
): LawOverSeeds | null {
  const seeds = [...new Set(runs.map(({ seed }) => seed))]
  const sizes = [...Map.groupBy(runs, ({ size }) => size)].toSorted(([a], [b]) => a - b)
  const groups = sizes.map(([size, members]) => {
    const center = members.reduce((sum, { value }) => sum + value, 0) / members.length
    return { size, center, values: seeds.map((seed) => members.find((one) => one.seed === seed)?.value ?? null) }
  })
  const valuesOf = (drawn: readonly number[]) =>
    groups.flatMap(({ size, center, values }): SizedValue[] => {
      const here = drawn.flatMap((place) => values[place] ?? [])
      const mean = here.reduce((sum, value) => sum + value, 0) / here.length
      return here.length === 0 ? [] : [{ size, value: mean, weight: here.length / center ** 2 }]
    })
  const whole = valuesOf(seeds.map((_, i) => i))
  const law = scalingLawOf(whole, asymptote)
  if (law === null) return null
  const intervalOf = intervalsOverSeeds(seeds.length, asked, (drawn) => {
    const one = scalingLawOf(valuesOf(drawn), asymptote)
    return one === null ? null : [one.asymptote, one.factor, one.exponent]
  })
  return {
    law,
    asymptote: typeof asymptote === 'number' ? { low: asymptote, high: asymptote } : intervalOf(0),
    factor: intervalOf(1),
    exponent: intervalOf(2),
    r2: explainedBy(law, whole),
    sizes: whole.map(({ size, value }) => ({ size, mean: value, left: value / scalingLawAt(law, size) - 1 })),
  }
}

function explainedBy(law: ScalingLaw, values: readonly SizedValue[]): number {
  const weights = values.reduce((sum, { weight }) => sum + weight, 0)
  const middle = values.reduce((sum, { value, weight }) => sum + weight * value, 0) / weights
  const all = values.reduce((sum, { value, weight }) => sum + weight * (value - middle) ** 2, 0)
  const left = values.reduce((sum, { size, value, weight }) => sum + weight * (value - scalingLawAt(law, size)) ** 2, 0)
  return all === 0 ? NaN : 1 - left / all
}
