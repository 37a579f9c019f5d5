import { ckaOverTime } from '#probes/cka-over-time.ts'
import type { Probe } from '#probes/define.ts'
import { linearCka } from '#probes/linear-cka.ts'
import { meanSquareDisplacement } from '#probes/mean-square-displacement.ts'
import { representationCorrelation } from '#probes/representation-correlation.ts'
import { twoTimeCorrelation } from '#probes/two-time-correlation.ts'
import { gaussian } from '../../random.ts'
import { hidden, layer, remembered } from './figure-inputs.ts'
import { type Figure, allAbsent, deviationOf, figure, within } from './figure.ts'
import { expect } from 'vitest'

/** Of what is kept from step to step. */
export const FIGURES_OVER_TIME: readonly Figure[] = [
  ...[twoTimeCorrelation, meanSquareDisplacement].map((probe) =>
    figure(probe.id, 'at most 7 copies of the', () => expect(copiesAfterLong(probe)).toBe(7)),
  ),
  figure('representation-correlation', 'at most 7 copies', () =>
    expect(copiesAfterLong(representationCorrelation)).toBe(7),
  ),
  figure('fluctuation-dissipation-relation', 'averaged over about 100 steps', () =>
    expect(1 / (1 - 0.99)).toBeCloseTo(100, 9),
  ),
  figure('cka-over-time', 'the smallest power of two with now/s < 32', () => {
    const { age, stride, kept } = afterSteps(1000)
    expect([age, stride]).toEqual([999, 32])
    expect(999 / stride).toBeLessThan(32)
    expect(999 / (stride / 2)).toBeGreaterThanOrEqual(32)
    expect(kept.length).toBeLessThanOrEqual(32)
  }),
  figure('cka-over-time', 'On 64 examples the noise of a single value is about 0.02', ({ numbers }) => {
    const values = Array.from({ length: 60 }, (_, seed) => {
      const [x, y] = [gaussian(64, 60, 2 * seed), gaussian(64, 60, 2 * seed + 1)]
      return numbers(linearCka, { hidden: hidden(x), referenceHidden: hidden(y) }).h ?? NaN
    })
    within(deviationOf(values), 0.01, 0.03)
  }),
  figure('cka-over-time', 'the first 64 examples of the probe batch', () => {
    const memory = remembered(ckaOverTime, [{ hidden: hidden(gaussian(70, 3, 1)) }]) as KeptGrams
    expect(memory.kept[0]?.h).toHaveLength(64 ** 2)
  }),
  figure('cka-over-time', 'At most 32 of them are kept', () =>
    expect(afterSteps(64).kept.length).toBeLessThanOrEqual(32),
  ),
  figure('cka-over-time', 'Needs 4 examples', ({ measure }) => {
    const of = (n: number) => measure(ckaOverTime, { hidden: hidden(gaussian(n, 3, 1)) })
    expect([3, 4].map((n) => allAbsent(of(n)))).toEqual([true, false])
  }),
]

interface KeptGrams {
  readonly age: number
  readonly stride: number
  readonly kept: readonly Readonly<Record<string, Float64Array>>[]
}

function afterSteps(count: number): KeptGrams {
  const step = { hidden: hidden(gaussian(5, 2, 1)) }
  return remembered(
    ckaOverTime,
    Array.from({ length: count }, () => step),
  ) as KeptGrams
}

/** What a probe of two times has kept once the last waiting time has passed. */
function copiesAfterLong(probe: Probe): number {
  const step = { weights: { w: layer([[1, 2]]) }, hidden: hidden([[1, 2], [3, 5]]) } // prettier-ignore
  return (
    remembered(
      probe,
      Array.from({ length: 200_000 }, () => step),
    ) as { kept: readonly unknown[] }
  ).kept.length
}
