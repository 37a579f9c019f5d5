import { describe, expect, it } from 'vitest'
import { linearCka } from '#probes/linear-cka.ts'
import { ESTIMATORS } from '#probes/maths/algebra/cka.ts'
import { expectClose, FLOAT32 } from './close.ts'
import { matrix, openLab, type Rows } from './lab.ts'
import { gaussian, orthogonal, times } from './random.ts'

const lab = await openLab()

function similarity(now: Rows, then: Rows, estimator?: string): unknown {
  const inputs = { hidden: { h: matrix(now) }, referenceHidden: { h: matrix(then) } }
  return lab.numbers(linearCka, inputs, estimator === undefined ? {} : { estimator }).h
}

describe.each(ESTIMATORS)('linear CKA, %s', (estimator) => {
  const x = gaussian(20, 8, 1)
  const y = times(x, gaussian(8, 5, 2)).map((row, i) => row.map((value, j) => value + ((i * 7 + j * 3) % 5)))

  it('is 1 of a representation with itself', () => expectClose(similarity(x, x, estimator), 1, FLOAT32))

  it('is 1 after a rotation, a scaling and a shift', () => {
    const moved = times(x, orthogonal(8, 3)).map((row) => row.map((value, j) => 2.5 * value + 10 * j))
    expectClose(similarity(moved, x, estimator), 1, FLOAT32)
  })

  it('does not change when either is rotated, scaled or shifted', () => {
    const plain = similarity(x, y, estimator) as number
    expect(Math.abs(plain)).toBeGreaterThan(0.05)
    const turned = times(y, orthogonal(5, 9)).map((row) => row.map((value) => -0.1 * value - 40))
    expectClose(similarity(x, turned, estimator), plain, FLOAT32)
    expectClose(similarity(turned, x, estimator), plain, FLOAT32)
  })

  it('does not change when the examples of both are reordered, and does when those of one are', () => {
    const order = x.map((_, i) => (i * 7 + 3) % x.length)
    const reordered = (rows: number[][]) => order.map((i) => rows[i] ?? [])
    const plain = similarity(x, y, estimator) as number
    expectClose(similarity(reordered(x), reordered(y), estimator), plain, FLOAT32)
    expect(Math.abs((similarity(reordered(x), y, estimator) as number) - plain)).toBeGreaterThan(0.05)
  })

  it('changes under a map that is not a rotation', () => {
    const stretched = x.map((row) => row.map((value, j) => (j === 0 ? 30 * value : value)))
    expect(similarity(stretched, x, estimator)).toBeLessThan(0.9)
  })

  it('is absent where nothing varies, and where one example has all the variance', () => {
    const constant = x.map(() => [0.1, -3.7, 1e-3])
    expect(similarity(constant, x, estimator)).toEqual({
      absent: "The activations of 'h' do not vary over the probe batch",
    })
    expect(similarity(x, constant, estimator)).toHaveProperty('absent')
  })

  it('needs four examples, and four are enough', () => {
    expect(similarity(x.slice(0, 3), y.slice(0, 3), estimator)).toEqual({
      absent: 'Needs 4 examples, and the probe batch has 3',
    })
    expectClose(similarity(x.slice(0, 4), x.slice(0, 4), estimator), 1, FLOAT32)
  })

  it('is absent after a divergence, of either', () => {
    const diverged = x.map((row) => row.map((value, j) => (j === 2 ? Number.NaN : value)))
    expect(similarity(diverged, x, estimator)).toEqual({ absent: expect.stringMatching(/holds NaN or an infinity/) })
    expect(similarity(x, diverged, estimator)).toEqual({
      absent: expect.stringMatching(/of the reference holds NaN or an infinity/),
    })
  })
})

it('of unrelated features, debiased is 0 within its noise and biased is p/(n + p)', () => {
  const [n, p] = [100, 100]
  const pairs = Array.from({ length: 10 }, (_, i) => [gaussian(n, p, 2 * i), gaussian(n, p, 2 * i + 1)] as const)
  const mean = (estimator?: string) =>
    pairs.reduce((sum, [a, b]) => sum + (similarity(a, b, estimator) as number), 0) / pairs.length
  // The standard deviation of one debiased value is 0.013 at n = p = 100: of ten, 0.004.
  expect(Math.abs(mean())).toBeLessThan(0.015)
  expect(mean('biased')).toBeCloseTo(p / (n + p), 1)
  expect(Math.abs(mean('biased') - p / (n + p))).toBeLessThan(0.01)
})

it('is debiased unless told otherwise, and may then be negative', () => {
  const [a, b] = [gaussian(12, 3, 5), gaussian(12, 3, 8)]
  expect(similarity(a, b)).toBe(similarity(a, b, 'debiased'))
  const values = Array.from(
    { length: 20 },
    (_, i) => similarity(gaussian(12, 3, i), gaussian(12, 3, i + 100)) as number,
  )
  expect(Math.min(...values)).toBeLessThan(0)
})

it.each([1e-6, 1, 1e6])('has no ratio, debiased, where one example has all the variance, at scale %f', (scale) => {
  const outlier = gaussian(10, 1, 1).map((_, i) => (i === 4 ? [5.3 * scale, 3 * scale] : [1.1 * scale, scale]))
  expect(similarity(outlier, gaussian(10, 3, 2))).toHaveProperty('absent')
  expect(similarity(gaussian(10, 3, 2), outlier)).toHaveProperty('absent')
})

it.each([1e-6, 1e6])('does not take a small or a large representation for one without variance, scale %f', (scale) => {
  const [x, y] = [gaussian(10, 3, 5), gaussian(10, 3, 6)]
  const scaled = x.map((row) => row.map((value) => scale * value))
  expectClose(similarity(scaled, y), similarity(x, y), FLOAT32)
  expectClose(similarity(y, scaled), similarity(x, y), FLOAT32)
})

it('keeps its digits when the activations sit far from zero', () => {
  const [x, y] = [gaussian(30, 6, 1), gaussian(30, 6, 2).map((row, i) => row.map((value) => value + Math.sin(i)))]
  const far = x.map((row) => row.map((value) => Math.round(value * 64) / 64 + 4096))
  const near = x.map((row) => row.map((value) => Math.round(value * 64) / 64))
  expectClose(similarity(far, y), similarity(near, y), FLOAT32)
})
