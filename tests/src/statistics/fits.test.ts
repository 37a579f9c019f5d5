import { describe, expect, test } from 'vitest'
import { fitOf } from '#src/statistics/fits/models.ts'
import { studentQuantile } from '#src/statistics/student.ts'
import { expectNear } from './near.ts'
import { floats, reference } from './reference.ts'

describe('a fit', () => {
  test.each(reference.fits)('equals that of SciPy: $model', ({ model, x, y, r2, residuals, parameters }) => {
    const xs = floats(x)
    const fit = fitOf(
      model,
      Array.from(floats(y), (value, i) => ({ run: `run-${i}`, x: xs[i]!, y: value })),
    )
    expect(fit.why).toBeNull()
    // SciPy's own descent ends within about 1e-8 of the parameters of a curve that is no line.
    const share = model === 'logistic' ? 1e-6 : 1e-11
    expectNear(fit.parameters.map(({ value }) => value), parameters.map(([value]) => value), share) // prettier-ignore
    expectNear(fit.parameters.map(({ low }) => low), parameters.map(([, low]) => low), share, 0.01) // prettier-ignore
    expectNear(fit.parameters.map(({ high }) => high), parameters.map(([, , high]) => high), share, 0.01) // prettier-ignore
    expectNear(fit.residuals, floats(residuals), share, 1)
    expect(fit.r2).toBeCloseTo(r2, 10)
  })

  const points = (xs: readonly number[], ys: readonly number[]) => xs.map((x, i) => ({ run: `run-${i}`, x, y: ys[i]! }))

  test.each([1, 1e-1, 1e-2, 1e-3, 1e-5, 1e-8, 1e-12, 0])('is found however near the law is: off it by %s', (off) => {
    for (let k = 0; k < 40; k++) {
      const xs = [64, 128, 256, 512]
      const ys = xs.map((x, i) => 1e-4 * (k + 1) * x ** (k / 10 - 2) * Math.exp(off * Math.sin(7 * i + k)))
      const fit = fitOf('power', points(xs, ys))
      const [u, v] = [xs.map(Math.log), ys.map(Math.log)]
      const middle = (values: readonly number[]) => values.reduce((a, b) => a + b) / 4
      const about = (values: readonly number[]) => values.map((value) => value - middle(values))
      const product = (a: readonly number[], b: readonly number[]) => a.reduce((sum, one, i) => sum + one * b[i]!, 0)
      const slope = product(about(u), about(v)) / product(about(u), about(u))
      expect(fit.why, `${k}`).toBeNull()
      expect(Math.abs(fit.parameters[1]!.value - slope)).toBeLessThan(1e-9)
    }
  })

  test('of logarithms leaves out what has none, and says of whom it is', () => {
    const fit = fitOf('power', points([0, 1, 2, 4, 8], [7, 2, NaN, 8, 16]))
    expect(fit.runs).toEqual(['run-1', 'run-3', 'run-4'])
    expectNear(fit.parameters.map(({ value }) => value), [2, 1], 1e-10) // prettier-ignore
  })

  test('meets a flat line, whose slope is none', () => {
    const fit = fitOf('exponential', points([0, 1, 2, 3], [5, 5, 5, 5]))
    expect(fit.parameters[0]!.value).toBeCloseTo(5, 12)
    expect(fit.parameters[1]!.value).toBeCloseTo(0, 12)
  })

  test('of too few runs or factors is none, and says why', () => {
    expect(fitOf('logistic', points([0, 1, 2, 3], [0, 0, 1, 1])).why).toBe(
      '4 parameters need more than 4 runs with a finite value at a factor; there are 4',
    )
    expect(fitOf('power', points([2, 2, 2], [1, 2, 3])).why).toBe(
      '2 parameters need 2 different values of the factor above 0; there are 1',
    )
  })
})

test.each(reference.student)(
  'Student’s t that covers %d with %d degrees of freedom is that of SciPy',
  (coverage, freedom, t) => {
    expectNear([studentQuantile(coverage, freedom)], [t], 1e-9)
  },
)
