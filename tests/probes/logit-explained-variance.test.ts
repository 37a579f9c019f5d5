import { describe, expect, it } from 'vitest'
import { logitExplainedVariance } from '#probes/logit-explained-variance.ts'
import { expectClose, FLOAT32, FLOAT64 } from './close.ts'
import { matrix, openLab } from './lab.ts'
import { mechanisms, storedTable } from './mechanisms.ts'
import { gaussian } from './random.ts'
import { tableFrom } from './tables.ts'

const lab = await openLab()

describe.each(Object.keys(mechanisms.tables))('against least squares: %s', (name) => {
  const expected = mechanisms.tables[name]?.expected.logitExplainedVariance ?? {}
  it.each(Object.keys(expected))('keys: %s', (key) => {
    const options = { keys: Number(key) }
    expectClose(lab.measure(logitExplainedVariance, { table: storedTable(name) }, options), expected[key], FLOAT64)
    expectClose(
      lab.measure(logitExplainedVariance, { table: storedTable(name, matrix) }, options),
      expected[key],
      FLOAT32,
    )
  })
})

const wave = (p: number, k: number) => (a: number, b: number, c: number) =>
  Math.cos((2 * Math.PI * k * (a + b - c)) / p)

it('is 1 for cos w(a + b − c) and its sums, whatever the scale and the constant', () => {
  const value = (keys: number) =>
    lab.measure(
      logitExplainedVariance,
      { table: tableFrom('add', 11, (a, b, c) => 40 + 4 * wave(11, 2)(a, b, c) + 2 * wave(11, 5)(a, b, c)) },
      { keys },
    )
  expectClose(value(0), 1, FLOAT64)
  expectClose(value(2), 1, FLOAT64)
  expectClose(value(1), 16 / 20, FLOAT64)
})

it('is 1 for the exact answer: a delta is all waves at once', () => {
  const even = tableFrom('subtract', 8, (a, b, c) => +((a - b + 8) % 8 === c))
  expectClose(lab.measure(logitExplainedVariance, { table: even }), 1, FLOAT64)
  const product = tableFrom('multiply', 11, (a, b, c) => +((a * b) % 11 === c))
  expectClose(lab.measure(logitExplainedVariance, { table: product }), 1, FLOAT64)
})

it('is 0 for the other phase, for the other sum, and for what goes with an answer alone', () => {
  const none = [
    (a: number, b: number, c: number) => Math.sin((2 * Math.PI * 3 * (a + b - c)) / 11),
    (a: number, b: number, c: number) => Math.cos((2 * Math.PI * 3 * (a - b - c)) / 11),
    (_a: number, _b: number, c: number) => c ** 2,
  ]
  for (const logit of none) {
    expect(lab.measure(logitExplainedVariance, { table: tableFrom('add', 11, logit) })).toBeCloseTo(0, 12)
  }
})

it('is near 5 numbers’ share of 1331 for noise, and keeps its value under relabeling', () => {
  const draws = gaussian(121, 11, 6)
  const noise = (a: number, b: number, c: number) => draws[(a % 11) * 11 + (b % 11)]?.[c % 11] ?? 0
  const value = lab.measure(logitExplainedVariance, { table: tableFrom('add', 11, noise) }) as number
  expect(value).toBeGreaterThan(0)
  expect(value).toBeLessThan(0.02)
  const relabeled = tableFrom('add', 11, (a, b, c) => noise(4 * a, 4 * b, 4 * c))
  expectClose(lab.measure(logitExplainedVariance, { table: relabeled }), value, FLOAT64)
})

it('is absent for constant logits, and where a loss of waves would be', () => {
  for (const operation of ['add', 'multiply'] as const) {
    // Neither number is a sum of powers of two: a mean of many of them is not quite the number.
    for (const constant of [3.7, 0.1]) {
      expect(lab.measure(logitExplainedVariance, { table: tableFrom(operation, 7, () => constant) })).toEqual({
        absent: 'The logits are constant',
      })
    }
  }
  expect(lab.measure(logitExplainedVariance, { table: tableFrom('multiply', 4, () => 1) })).toHaveProperty('absent')
})
