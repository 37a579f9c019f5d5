import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { changePoint } from '#probes/change-point.ts'
import type { Probe } from '#probes/define.ts'
import { earlyWarning } from '#probes/early-warning.ts'
import { grokDelayRatio } from '#probes/grok-delay-ratio.ts'
import { grokDelay } from '#probes/grok-delay.ts'
import { kendall } from '#probes/maths/statistics/kendall.ts'
import { lineThrough } from '#probes/maths/statistics/least-squares-line.ts'
import { runLengths } from '#probes/maths/statistics/run-length.ts'
import { plateauLength } from '#probes/plateau-length.ts'
import type { OptionValues } from '#src/vocabulary/index.ts'
import { expectClose, FLOAT64 } from './close.ts'
import { openLab } from './lab.ts'

const { inputs, expected } = JSON.parse(
  readFileSync(join(import.meta.dirname, '..', 'references', 'generalization.json'), 'utf8'),
) as { inputs: { steps: number[]; curve: number[] }; expected: Record<string, Record<string, never>> }
const lab = await openLab()

const history = (values: number[], steps = values.map((_, i) => 10 * i)) => ({
  name: 'curve',
  steps: Float64Array.from(steps),
  values: Float64Array.from(values),
})
const ask = (probe: Probe, values: number[], options: OptionValues = {}) =>
  lab.measure(probe, { series: { of: history(values) } }, options)
const numbers = (...asked: Parameters<typeof ask>) => ask(...asked) as Record<string, number>
const line = (n: number, slope: number) => Array.from({ length: n }, (_, i) => slope * i)

describe('grokking delay', () => {
  const curves = { train: history([0.2, 0.995, 1, 1, 1]), test: history([0, 0.1, 0.5, 0.98, 0.99]) }
  it('is the difference of the first crossings, and the logarithm of their ratio', () => {
    expect(lab.measure(grokDelay, { series: curves })).toBe(30)
    expect(lab.measure(grokDelayRatio, { series: curves })).toBeCloseTo(Math.log(4), 12)
    expect(lab.measure(grokDelay, { series: curves }, { threshold: 0.5 })).toBe(10)
  })
  it('changes its sign when the splits are exchanged', () => {
    const exchanged = { train: curves.test, test: curves.train }
    expect(lab.measure(grokDelay, { series: exchanged })).toBe(-30)
    expect(lab.measure(grokDelayRatio, { series: exchanged })).toBeCloseTo(-Math.log(4), 12)
  })
  it('is censored while a curve is below the threshold', () => {
    const never = { ...curves, test: { ...history([0, 0.1]), name: 'test-accuracy' } }
    for (const probe of [grokDelay, grokDelayRatio]) {
      expect(lab.measure(probe, { series: never })).toEqual({
        absent: "'test-accuracy' has not reached 0.99 by step 10 (censored)",
      })
    }
  })
  it('has no ratio to a start above the threshold', () =>
    expect(lab.measure(grokDelayRatio, { series: { ...curves, train: history([1, 1]) } })).toHaveProperty('absent'))
})

describe('early warning', () => {
  it('is that of SciPy', () => expectClose(ask(earlyWarning, inputs.curve), expected.earlyWarning, FLOAT64))
  it('looks at the last points only', () => {
    const long = [...Array.from({ length: 50 }, (_, i) => 9 * (i % 7)), ...inputs.curve]
    expectClose(ask(earlyWarning, long, { points: inputs.curve.length }), expected.earlyWarning, FLOAT64)
  })
  it('scales with the square of the curve and ignores its level', () => {
    const base = numbers(earlyWarning, inputs.curve)
    const scaled = numbers(
      earlyWarning,
      inputs.curve.map((value) => 3 * value + 100),
    )
    expect(scaled.variance! / base.variance!).toBeCloseTo(9, 6)
    expect(scaled.autocorrelation).toBeCloseTo(base.autocorrelation!, 6)
  })
  it('needs points that vary and are finite', () => {
    expect(ask(earlyWarning, inputs.curve.slice(0, 19))).toHaveProperty('absent')
    expect(ask(earlyWarning, [...inputs.curve, Number.NaN])).toHaveProperty('absent')
    const still = ask(
      earlyWarning,
      Array.from({ length: 20 }, () => 3),
    ) as Record<string, unknown>
    expect(still.variance).toBe(0)
    expect(still.autocorrelation).toHaveProperty('absent')
    expect(still['autocorrelation-trend']).toHaveProperty('absent')
    expect(still['variance-trend']).toHaveProperty('absent')
  })
  it('Kendall’s τ knows order, reversal and ties', () => {
    expect(kendall([1, 2, 3], [4, 5, 9])).toBe(1)
    expect(kendall([1, 2, 3], [9, 5, 4])).toBe(-1)
    expect(kendall([1, 2, 3, 4], [1, 1, 2, 2])).toBeCloseTo(4 / Math.sqrt(24), 12)
    expect(kendall([1, 1], [1, 2])).toBeNull()
  })
})

describe('plateau length', () => {
  it('asks a line whose slope has the standard error of n − 2 degrees of freedom, by hand', () => {
    // Residuals −0.1, 0.3, −0.3, 0.1 about 0.1 + 0.6 x, and Σ(x − x̄)² = 5.
    expectClose(
      lineThrough([0, 1, 2, 3], [0, 1, 1, 2]),
      { slope: 0.6, intercept: 0.1, slopeError: Math.sqrt(0.02) },
      1e-12,
    )
    expect(lineThrough([0, 1], [0, 1])).toBeNull()
    expect(lineThrough([2, 2, 2], [0, 1, 4])).toBeNull()
  })
  it('is that of SciPy’s regressions', () => expectClose(ask(plateauLength, inputs.curve), expected.plateau, FLOAT64))
  it('a constant is one plateau, a line none, and a line that stops one of its rest', () => {
    expect(ask(plateauLength, line(30, 0))).toEqual({ longest: 290, current: 290 })
    expect(ask(plateauLength, line(30, 1))).toEqual({ longest: 0, current: 0 })
    const stops = [...line(30, 1), ...Array.from({ length: 25 }, () => 29)]
    const { current, longest } = numbers(plateauLength, stops, { window: 5 })
    // The window that still holds one rising point has a slope of 0.2 with a standard error of 0.115: flat.
    expect([current, longest]).toEqual([260, 260])
  })
  it('needs one window', () => expect(ask(plateauLength, line(19, 1))).toHaveProperty('absent'))
})

describe('change-point posterior', () => {
  it.each([
    [66, 250],
    [90, 40],
  ])('is that of the full table of run lengths at %s points, one change in %s', (points, every) => {
    const found = ask(changePoint, inputs.curve.slice(0, points), { expected: every })
    expectClose(found, expected.changePoint?.[every], FLOAT64)
  })
  it('weighs three points by Student’s density with 2, 3 and 4 degrees of freedom, in closed form', () => {
    const [first, second, third, hazard] = [0.3, -0.8, 1.9, 0.2]
    const prior = { mean: 0.1, kappa: 0.5, alpha: 1, beta: 0.7 }
    const densities = [
      (t: number) => (1 + t ** 2 / 2) ** -1.5 / Math.sqrt(8),
      (t: number) => (2 / (Math.PI * Math.sqrt(3))) * (1 + t ** 2 / 3) ** -2,
      (t: number) => (3 / 8) * (1 + t ** 2 / 4) ** -2.5,
    ]
    /** Of a point after some others of its stretch. */
    const density = (value: number, ...before: number[]) => {
      let { mean, kappa, alpha, beta } = prior
      for (const seen of before) {
        beta += (kappa * (seen - mean) ** 2) / (2 * (kappa + 1))
        mean = (kappa * mean + seen) / (kappa + 1)
        ;[kappa, alpha] = [kappa + 1, alpha + 0.5]
      }
      const scale = Math.sqrt((beta * (kappa + 1)) / (alpha * kappa))
      return (densities[before.length]?.((value - mean) / scale) ?? NaN) / scale
    }
    // The sequences of changes before the last point, by how long its stretch then is.
    const [stay, go] = [1 - hazard, hazard]
    const one = (stay * go * density(second, first) + go * go * density(second)) * density(third)
    const two = stay * go * density(second) * density(third, second)
    const three = stay * stay * density(second, first) * density(third, first, second)
    const all = one + two + three
    const found = runLengths([first, second, third], prior, hazard)
    expect(found.lengths).toEqual([0, 1, 2, 3])
    expectClose([...found.weights], [hazard, ...[one, two, three].map((part) => (stay * part) / all)], 1e-12)
  })
  it('does not care for the unit of the curve', () => {
    const base = numbers(changePoint, inputs.curve.slice(0, 66))
    const scaled = numbers(
      changePoint,
      inputs.curve.slice(0, 66).map((value) => 5 * value - 7),
    )
    expectClose(scaled, base, 1e-6)
  })
  it('sees a jump at once, and says how long ago it was', () => {
    const noise = Array.from({ length: 60 }, (_, i) => Math.sin(i * i))
    const jumped = noise.map((value, i) => value + (i >= 50 ? 40 : 0))
    expect(numbers(changePoint, jumped)['run-length']).toBe(10)
    expect(numbers(changePoint, jumped.slice(0, 53)).recent).toBeGreaterThan(0.99)
    expect(numbers(changePoint, noise.slice(0, 50)).recent).toBeLessThan(0.2)
  })
  it('needs twenty points that move and are finite', () => {
    expect(ask(changePoint, line(19, 1))).toHaveProperty('absent')
    const steady = Array.from({ length: 20 }, (_, i) => Math.sin(i * i))
    expect(numbers(changePoint, steady)['run-length']).toBe(20)
    expect(ask(changePoint, line(30, 0))).toHaveProperty('absent')
    expect(ask(changePoint, [...line(30, 1), Infinity])).toHaveProperty('absent')
  })
})
