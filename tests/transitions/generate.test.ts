import { describe, expect, it } from 'vitest'
import { openStream } from '#src/vocabulary/random.ts'
import { CHANGES, type DrawChange } from './changes.ts'
import { CHANGE_NAMES, labelledSeries, nullSeries } from './collection.ts'
import { generated, type Recipe } from './generate.ts'
import { heightOf, widthOf } from './labelled.ts'
import { nullsOf } from './nulls.ts'
import { spacingOf, stepsOf } from './sampling.ts'

const EXTENT = { last: 1000, spacing: 2 }
const TRIALS = Array.from({ length: 50 }, (_, seed) => seed)
const drawn = (name: keyof typeof CHANGES) =>
  TRIALS.map((seed) => (CHANGES[name] as DrawChange)(openStream(seed, name), EXTENT))
const plain: Recipe = {
  change: null,
  noise: { tails: 'normal', correlation: 0, deviation: 1 },
  sampling: 'every',
  length: 50_000,
  seed: 1,
}

describe('the label of a change', () => {
  it.each(CHANGE_NAMES)('%s: nothing happens before its onset, and it lies within the series', (name) => {
    for (const { truth, level, spread, slowing } of drawn(name)) {
      expect(truth.onset).toBeGreaterThanOrEqual(200)
      expect(truth.onset).toBeLessThanOrEqual(650)
      expect(truth.end ?? EXTENT.last).toBeLessThanOrEqual(EXTENT.last)
      expect(truth.begin).toBeLessThanOrEqual(truth.onset)
      expect(level(truth.begin - 1e-9)).toBeCloseTo(truth.before, 2)
      for (const share of [0.01, 0.3, 0.6]) expect(level(share * truth.onset)).toBeCloseTo(truth.before, 1)
      expect(spread?.(truth.onset - 1) ?? 1).toBe(1)
      expect(slowing?.(truth.onset) ?? 0).toBe(0)
    }
  })

  it.each(['sigmoid', 'log-sigmoid'] as const)('%s: 5 %% of its height at its onset, 95 %% at its end', (name) => {
    for (const { truth, level } of drawn(name)) {
      const shareAt = (step: number) => (level(step) - truth.before) / heightOf(truth)
      expect(shareAt(truth.begin)).toBeCloseTo(0.001, 12)
      expect(shareAt(truth.onset)).toBeCloseTo(0.05, 12)
      expect(shareAt(truth.end as number)).toBeCloseTo(0.95, 12)
    }
  })

  it('step: all of its height at its onset, nothing of it the step before', () => {
    for (const { truth, level } of drawn('step')) {
      expect(Number.isInteger(truth.onset)).toBe(true)
      expect([level(truth.onset - 1), level(truth.onset)]).toEqual([truth.before, truth.after])
      expect(widthOf(truth)).toBeNull()
    }
  })

  it('ramp and drift: straight from their onset to their end', () => {
    for (const { truth, level } of [...drawn('ramp'), ...drawn('drift')]) {
      const end = truth.end ?? EXTENT.last
      expect(level(truth.onset)).toBe(truth.before)
      expect(level((truth.onset + end) / 2)).toBeCloseTo((truth.before + truth.after) / 2, 12)
      expect(level(end)).toBeCloseTo(truth.after, 12)
    }
  })

  it('spikes: 1 at their onset, and at their end within 5 % of what they return to', () => {
    for (const name of ['spike', 'spike-unrecovered'] as const) {
      for (const { truth, level } of drawn(name)) {
        expect([level(truth.onset - 1), level(truth.onset)]).toEqual([0, 1])
        const excess = level(truth.end as number) - truth.after
        expect(excess / (1 - truth.after)).toBeCloseTo(0.05, 12)
      }
    }
  })

  it('oscillation: at full amplitude from its end on, about a level that stays', () => {
    for (const { truth, level } of drawn('oscillation')) {
      const after = Array.from({ length: 4000 }, (_, i) => level((truth.end as number) + i / 40))
      expect(Math.max(...after)).toBeCloseTo(0.5, 2)
      expect(Math.min(...after)).toBeCloseTo(-0.5, 2)
    }
  })

  it('both ways, and widths from 4 to 40 points', () => {
    expect(new Set(drawn('sigmoid').map(({ truth }) => heightOf(truth)))).toEqual(new Set([1, -1]))
    const widths = drawn('ramp').map(({ truth }) => (widthOf(truth) as number) / EXTENT.spacing)
    expect(Math.min(...widths)).toBeGreaterThanOrEqual(4)
    expect(Math.max(...widths)).toBeLessThanOrEqual(40)
    expect(Math.max(...widths) / Math.min(...widths)).toBeGreaterThan(5)
  })
})

describe('a generated series', () => {
  it('is its change where there is no noise', () => {
    const noise = { ...plain.noise, deviation: 0 }
    const { points, truth } = generated({ ...plain, change: 'step', noise, length: 200 })
    for (const [step, value] of points) expect(value).toBe(step < truth!.onset ? truth!.before : truth!.after)
  })

  it('is the same for the same seed, and another for another', () => {
    const recipe: Recipe = { ...plain, change: 'sigmoid', length: 200, sampling: 'uneven' }
    expect(generated(recipe)).toEqual(generated(recipe))
    expect(generated({ ...recipe, seed: 2 }).points).not.toEqual(generated(recipe).points)
  })

  it.each([
    { tails: 'normal', correlation: 0 },
    { tails: 'normal', correlation: 0.5 },
    { tails: 'normal', correlation: 0.8 },
    { tails: 'heavy', correlation: 0.5 },
  ] as const)('has the noise that it says: $tails tails, correlation $correlation', ({ tails, correlation }) => {
    const values = valuesOf(generated({ ...plain, noise: { tails, correlation, deviation: 0.2 } }))
    // Five standard errors of normal noise at the largest correlation; heavy tails have no finite fourth moment to go by.
    expect(deviationOf(values)).toBeGreaterThan(tails === 'heavy' ? 0.17 : 0.193)
    expect(deviationOf(values)).toBeLessThan(tails === 'heavy' ? 0.23 : 0.207)
    expect(Math.abs(correlationOf(values) - correlation)).toBeLessThan(0.03)
    const far = values.filter((value) => Math.abs(value) > 0.8).length / values.length
    if (tails === 'heavy') expect(far).toBeGreaterThan(0.002)
    else expect(far).toBeLessThan(0.0003)
  })

  it('has three times the noise after the onset of a variance, ever slower noise after that of slowing', () => {
    const noise = { ...plain.noise, correlation: 0.5 }
    const parts = (change: 'variance' | 'slowing') => {
      const { points, truth } = generated({ ...plain, noise, change })
      const values = points.map(([, value]) => value)
      const onset = points.findIndex(([step]) => step >= truth!.onset)
      return [values.slice(0, onset), values.slice(onset), values.slice(-5000)] as const
    }
    const [calm, wild] = parts('variance')
    expect(deviationOf(wild) / deviationOf(calm)).toBeCloseTo(3, 0)
    const [before, , last] = parts('slowing')
    expect(correlationOf(before)).toBeCloseTo(0.5, 1)
    expect(correlationOf(last)).toBeGreaterThan(0.9)
  })
})

it('has points at whole steps in their order, with the spacing that it says', () => {
  for (const sampling of ['every', 'missing', 'uneven'] as const) {
    const steps = stepsOf(openStream(1, sampling), sampling, 20_000)
    const gaps = steps.slice(1).map((step, i) => step - (steps[i] as number))
    expect(steps[0]).toBe(0)
    expect(gaps.every((gap) => Number.isInteger(gap) && gap >= 1)).toBe(true)
    expect((steps.at(-1) as number) / 20_000 / spacingOf(sampling)).toBeCloseTo(1, 1)
    expect(Math.max(...gaps) > 1).toBe(sampling !== 'every')
  }
})

it('collects each noise level, sampling and length, and nulls of as many points as asked for', () => {
  const series = labelledSeries('sigmoid', 0.5, 12)
  expect(series).toHaveLength(60)
  expect(new Set(series.map(({ name }) => name)).size).toBe(60)
  for (const part of ['σ 0.005', 'σ 0.2', 'missing', 'uneven', ', 200,', ', 2000,']) {
    expect(series.filter(({ name }) => name.includes(part)).length).toBeGreaterThanOrEqual(12)
  }
  expect(nullSeries(0, 50_000).reduce((sum, { points }) => sum + points.length, 0)).toBe(50_000)
  expect(nullSeries(0, 50_000).every(({ truth }) => truth === null)).toBe(true)
})

it('asks each detector to be silent where nothing happens that it is to tell', () => {
  const same = nullSeries(0.5, 30_000)
  expect(nullsOf('cusum', 0.5, 30_000).map(({ points }) => points)).toEqual(same.map(({ points }) => points))
  const [level, edge] = ['threshold-crossing', 'edge-of-stability-arrival'].map((id) => nullsOf(id, 0.5, 30_000))
  for (const [i, { deviation, points }] of same.entries()) {
    const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / points.length
    expect(mean(valuesOf(level![i]!)) + 10 * deviation).toBeCloseTo(0.9 + mean(points.map(([, value]) => value)), 9)
    const logs = valuesOf(edge![i]!).map(Math.log)
    expect(mean(logs) + 10 * deviation).toBeCloseTo(Math.log(0.98) + mean(points.map(([, value]) => value)), 9)
  }
  for (const id of ['divergence', 'rank-collapse', 'loss-spike']) {
    expect(nullsOf(id, 0.5, 30_000).every((one) => valuesOf(one).every((value) => value > 0))).toBe(true)
  }
})

function valuesOf({ points }: Pick<ReturnType<typeof generated>, 'points'>): number[] {
  return points.map(([, value]) => value)
}

function deviationOf(values: readonly number[]): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length)
}

function correlationOf(values: readonly number[]): number {
  const products = values.slice(1).reduce((sum, value, i) => sum + value * (values[i] as number), 0)
  return products / values.reduce((sum, value) => sum + value * value, 0)
}
