import { describe, expect, it } from 'vitest'
import { collapseCost, scaledCurves, type SizedCurve } from '#src/statistics/scaling/collapse-cost.ts'
import { collapseFrom, dataCollapse } from '#src/statistics/scaling/data-collapse.ts'
import { intervalsOverSeeds } from '#src/statistics/scaling/over-seeds.ts'
import { openStream } from '#src/vocabulary/random.ts'
import { curvesIn, reference } from './reference.ts'

/** Onsager’s critical temperature of the Ising model in two dimensions, where ν = 1 and β = 1/8. */
const ISING = { critical: 2 / Math.log(1 + Math.SQRT2), nu: 1, beta: 1 / 8 }

describe.each(reference.collapses)('of sizes $sizes', (given) => {
  const curves = curvesIn(given)

  it('the cost is that of fssa', () => {
    for (const { cost, ...exponents } of given.costs)
      expect(collapseCost(scaledCurves(curves, exponents)) / cost).toBeCloseTo(1, 9)
  })

  it('a minimum is found as low as that of SciPy, which begins at the truth', () => {
    const found = dataCollapse(curves)!
    // The cost is rough where points come to lie beside others: by so little two of its valleys differ.
    expect(found.cost).toBeLessThan(given.least.cost * 1.01)
    expect(collapseCost(scaledCurves(curves, found))).toBe(found.cost)
    expect(Math.abs(found.critical - ISING.critical)).toBeLessThan(0.02)
    expect(Math.abs(found.nu - ISING.nu)).toBeLessThan(0.15)
    expect(Math.abs(found.beta - ISING.beta)).toBeLessThan(0.05)
  })

  it('what is known is kept, and what is found beside it fits no better', () => {
    const found = dataCollapse(curves, { nu: 1, critical: ISING.critical })!
    expect(found).toMatchObject({ nu: 1, critical: ISING.critical })
    expect(found.cost).toBeGreaterThan(dataCollapse(curves)!.cost * (1 - 1e-6))
    expect(Math.abs(found.beta - ISING.beta)).toBeLessThan(0.03)
  })
})

/** m = N^(−1/8) f((T − T_c) N), f smooth: each seed a curve of its own at every size. */
function seeded(seeds: number, stream: ReturnType<typeof openStream>, noise = 0.01): readonly (readonly number[])[][] {
  return SIZES.map((size) =>
    XS.map((x) => {
      const height = size ** -0.125 * (0.3 + 0.7 / (1 + Math.exp(0.5 * (x - ISING.critical) * size)))
      return Array.from({ length: seeds }, () => height + noise * stream.normal())
    }),
  )
}
const SIZES = [8, 16, 32]
const XS = Array.from({ length: 13 }, (_, i) => ISING.critical - 0.18 + 0.03 * i)

function curvesOfSeeds(
  values: readonly (readonly number[])[][],
  drawn: readonly number[],
  error: number,
): SizedCurve[] {
  return SIZES.map((size, i) => ({
    size,
    points: XS.map((x, j) => ({ x, y: drawn.reduce((sum, seed) => sum + values[i]![j]![seed]!, 0) / drawn.length, error })), // prettier-ignore
  }))
}

it('intervals over seeds cover the exponents of the Ising model as often as they say', () => {
  const stream = openStream(3, 'ising')
  const [sets, seeds] = [24, 8]
  const truths = [ISING.critical, ISING.nu, ISING.beta]
  const hits = [0, 0, 0]
  for (let set = 0; set < sets; set++) {
    const values = seeded(seeds, stream)
    const error = 0.01 / Math.sqrt(seeds)
    const all = curvesOfSeeds(values, [...Array(seeds).keys()], error)
    const best = dataCollapse(all)!
    const interval = intervalsOverSeeds(seeds, { seed: set, resamples: 60, coverage: 0.9 }, (drawn) => {
      const one = collapseFrom(curvesOfSeeds(values, drawn, error), best, {}, 0.36)
      return one === null ? null : [one.critical, one.nu, one.beta]
    })
    truths.forEach((truth, i) => {
      const { low, high } = interval(i)
      if (low <= truth && truth <= high) hits[i]! += 1
    })
  }
  // Of 24 sets 21.6 are expected, give or take 1.5.
  for (const count of hits) expect(count).toBeGreaterThanOrEqual(18)
  expect(hits.reduce((sum, count) => sum + count, 0)).toBeLessThan(3 * sets)
})

it('curves that lie beside each other, or one alone, do not collapse', () => {
  const flat = (size: number, from: number) => ({
    size,
    points: [0, 1, 2].map((x) => ({ x: from + x, y: x, error: 0.1 })),
  })
  expect(collapseCost([flat(1, 0), flat(2, 10)])).toBe(Infinity)
  expect(dataCollapse([flat(1, 0)])).toBe(null)
})

it('a curve and itself are one: the cost is 0, whatever the errors', () => {
  const points = [0, 1, 2, 3].map((x) => ({ x, y: x ** 2, error: 0.1 + x }))
  expect(
    collapseCost([
      { size: 1, points },
      { size: 2, points },
    ]),
  ).toBeCloseTo(0, 20)
})
