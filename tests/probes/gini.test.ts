import fc from 'fast-check'
import { expect, it } from 'vitest'
import { gini } from '#probes/gini.ts'
import { giniOf } from '#probes/maths/statistics/gini.ts'
import { expectClose, FLOAT32, FLOAT64 } from './close.ts'
import { fine, matrix, openLab, type Rows } from './lab.ts'
import { mechanisms } from './mechanisms.ts'
import { gaussian, uniforms } from './random.ts'

const lab = await openLab()
const { noise, expected } = mechanisms.residueWeights

function coefficient(rows: Rows, of = 'fourier', toMatrix = fine): unknown {
  return (lab.measure(gini, { residueWeights: { u: toMatrix(rows) } }, { of }) as { u: unknown }).u
}

const cases = Object.keys(noise).flatMap((name) => ['fourier', 'neurons', 'entries'].map((of) => [name, of] as const))
it.each(cases)('is half the mean difference over the mean, %s, of %s', (name, of) => {
  expectClose(coefficient(noise[name] ?? [], of), expected.spectra[name]?.gini[of], FLOAT64)
  expectClose(coefficient(noise[name] ?? [], of, matrix), expected.spectra[name]?.gini[of], FLOAT32)
})

it('is 0 for equal numbers and (n − 1)/n for one that has everything', () => {
  expect(giniOf(Float64Array.of(3, 3, 3, 3))).toBe(0)
  expect(giniOf(Float64Array.of(0, 0, 7, 0, 0))).toBeCloseTo(4 / 5, 12)
  expect(giniOf(Float64Array.of(1, 2, 3))).toBeCloseTo(2 / 9, 12)
  expect(giniOf(new Float64Array(4))).toBeNull()
})

it('of exponential numbers is ½, of Rayleigh ones 1 − 1/√2', () => {
  const uniform = uniforms(4)
  const exponential = Float64Array.from({ length: 200_000 }, () => -Math.log(1 - uniform()))
  expect(giniOf(exponential)).toBeCloseTo(0.5, 2)
  expect(giniOf(exponential.map(Math.sqrt))).toBeCloseTo(0.2929, 2)
})

it('of the amplitudes of Gaussian neurons is 1 − 1/√2, and near 0 over many of them', () => {
  const rows = gaussian(300, 397, 1)
  expect(Math.abs((coefficient(rows, 'neurons') as number) - (1 - Math.SQRT1_2))).toBeLessThan(0.004)
  expect(gini.theory.map(({ value }) => value)).toEqual([expect.closeTo(1 - Math.SQRT1_2, 12)])
  expect(coefficient(rows, 'fourier')).toBeLessThan(0.03)
})

it('lies between 0 and (n − 1)/n and depends on neither scale nor order', () =>
  fc.assert(
    fc.property(
      fc.array(fc.double({ min: 0.001, max: 1000, noNaN: true }), { minLength: 1, maxLength: 30 }),
      (values) => {
        const plain = giniOf(Float64Array.from(values)) as number
        expect(plain).toBeGreaterThanOrEqual(0)
        expect(plain).toBeLessThanOrEqual((values.length - 1) / values.length + 1e-12)
        expect(giniOf(Float64Array.from(values.toReversed(), (value) => 17 * value))).toBeCloseTo(plain, 10)
      },
    ),
  ))

it('is kept by a cyclic shift and by relabeling, unless it is of neurons made unlike', () => {
  const rows = gaussian(3, 13, 6)
  const moved = rows.map((row) => row.map((_, n) => -2 * (row[(5 * n + 4) % 13] ?? 0)))
  for (const what of ['fourier', 'neurons', 'entries']) {
    expectClose(coefficient(moved, what), coefficient(rows, what), FLOAT64)
  }
})

it('is absent where all that is compared is zero', () => {
  const flat = [2, 2, 2, 2]
  expect(coefficient([flat])).toEqual({ absent: 'All values are zero' })
  expect(coefficient([flat], 'neurons')).toEqual({ absent: 'All values are zero' })
  expect(coefficient([[0, 0, 0]], 'entries')).toEqual({ absent: 'All values are zero' })
  expect(coefficient([flat], 'entries')).toBe(0)
  const tone = Array.from({ length: 9 }, (_, n) => Math.cos((4 * Math.PI * n) / 9))
  expectClose(coefficient([tone, new Array<number>(9).fill(1)], 'neurons'), 3 / 4, FLOAT64)
})
