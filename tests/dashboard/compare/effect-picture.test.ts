import { describe, expect, it } from 'vitest'
import type { EffectGroup, EffectRow, Fit, RunValue } from '#src/vocabulary/index.ts'
import { effectPicture, fitCurve, fittedAt } from '#dashboard/compare/effect-picture.ts'
import { factorScale } from '#src/figures/factor-scale.ts'

const row = (run: string, factor: RunValue, value: number | null, beyond: number | null = null): EffectRow => ({
  run,
  factors: [factor],
  value,
  beyond,
})
const group = (factor: RunValue, n: number, center: number, censored: number): EffectGroup => ({
  key: [factor],
  n,
  center,
  low: center,
  high: center,
  censored,
})

describe('a chart of effects', () => {
  const scale = factorScale([0, 1, 10])
  const effects = {
    rows: [
      row('a', 0, null, 150),
      row('b', 0, 140),
      row('c', 1, 90),
      row('d', 10, 30),
      row('e', null, 5),
      row('f', 1, null),
    ],
    groups: [group(0, 1, 140, 1), group(1, 1, 90, 0), group(10, 1, 30, 0), group(null, 1, 5, 0)],
    fits: [],
  }
  const { dots, intervals, unplaced } = effectPicture(effects, scale, ({ run }) => run)

  it('has a dot a run, open at its last step where the event never came', () => {
    expect(dots.map(({ run, y, isOpen, color }) => [run, y, isOpen, color])).toEqual([
      ['a', 150, true, 'a'],
      ['b', 140, false, 'b'],
      ['c', 90, false, 'c'],
      ['d', 30, false, 'd'],
    ])
    expect(dots.map(({ x }) => x)).toEqual([0, 0, scale.placeOf(1), 1])
  })

  it('sets apart what stands at one place', () => {
    expect(dots.map(({ aside }) => aside)).toEqual([-0.5, 0.5, 0, 0])
  })

  it('has an interval for each value that has a place, and says how many runs have none', () => {
    expect(intervals.map(({ x, center }) => [x, center])).toEqual([
      [0, 140],
      [scale.placeOf(1), 90],
      [1, 30],
    ])
    expect(unplaced).toBe(2)
  })
})

describe('a fit', () => {
  const fit = (model: Fit['model'], values: Record<string, number>): Fit => ({
    model,
    formula: '',
    residualsOf: 'value',
    parameters: Object.entries(values).map(([name, value]) => ({ name, value, low: value, high: value })),
    residuals: [],
    runs: [],
    r2: 1,
    why: null,
  })

  it('is what its formula says', () => {
    expect(fittedAt(fit('power', { a: 3, b: -2 }), 2)).toBeCloseTo(0.75, 12)
    expect(fittedAt(fit('exponential', { a: 3, b: -0.5 }), 2)).toBeCloseTo(3 / Math.E, 12)
    expect(fittedAt(fit('logistic', { low: 1, high: 5, k: 2, middle: 7 }), 7)).toBeCloseTo(3, 12)
  })

  it('is drawn over the scale of the factor, and not at all over names', () => {
    const power = fit('power', { a: 1, b: 1 })
    const curve = fitCurve(power, factorScale([1, 10, 100]))!
    expect([curve.x[0], curve.x.at(-1)]).toEqual([0, 1])
    expect(curve.y[0]).toBeCloseTo(1, 9)
    expect(curve.y[60]).toBeCloseTo(10, 9)
    expect(curve.y.at(-1)).toBeCloseTo(100, 9)
    // A 0 stands beside the logarithms, where no curve leads.
    const beside0 = fitCurve(power, factorScale([0, 1, 10, 100]))!
    expect(beside0.x[0]).toBe(factorScale([0, 1, 10, 100]).placeOf(1))
    expect(beside0.y[0]).toBeCloseTo(1, 9)
    expect(beside0.y.at(-1)).toBeCloseTo(100, 9)
    expect(fitCurve(power, factorScale(['a', 'b']))).toBeNull()
    expect(fitCurve({ ...power, why: 'too few runs' }, factorScale([1, 2]))).toBeNull()
  })
})
