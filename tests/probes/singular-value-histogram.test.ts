import { expect, it } from 'vitest'
import type { Matrix } from '#probes/maths/algebra/linear-algebra.ts'
import { singularValueHistogram } from '#probes/singular-value-histogram.ts'
import { layerOf, openLab, type Rows } from './lab.ts'
import { gaussian } from './random.ts'
import { expectRows, rowsOf, structure } from './structure-reference.ts'

const lab = await openLab()

const histogram = (rows: Rows) =>
  lab.measure(singularValueHistogram, { weights: { w: layerOf(rows) } }) as Readonly<Record<'w' | 'w.law', Matrix>>
const shares = (found: Matrix) => rowsOf(found).map(([, , share = NaN]) => share)
const sum = (values: readonly number[]) => values.reduce((all, value) => all + value, 0)

it.each(['tall', 'wide'] as const)('counts as NumPy counts, and its law is the integral of the density, %s', (name) => {
  const { rows, histogram: expected } = structure.spectra[name]
  const found = histogram(rows)
  expectRows(found.w, expected.own)
  expectRows(found['w.law'], expected.law, 1e-7)
})

it('of a random matrix lies upon its law', () => {
  const { w, 'w.law': law } = histogram(gaussian(900, 300, 2))
  expect(sum(shares(w))).toBeCloseTo(1, 12)
  expect(sum(shares(law))).toBeCloseTo(1, 12)
  shares(w).forEach((share, bin) => expect(Math.abs(share - (shares(law)[bin] ?? NaN))).toBeLessThan(0.03))
})

it('reaches to an outlier, where the law has nothing', () => {
  const rows = gaussian(60, 30, 4).map((row) => row.map((value) => value + 2))
  const { w, 'w.law': law } = histogram(rows)
  expect(shares(w).at(-1)).toBeCloseTo(1 / 30, 12)
  expect(shares(law).at(-1)).toBe(0)
  expect(rowsOf(w).at(-1)?.[1]).toBeGreaterThan(8)
})

it('has at most 400 bins, and the last one holds what is beyond', () => {
  const rows = gaussian(60, 30, 4).map((row) => row.map((value) => value + 1000))
  const found = rowsOf(histogram(rows).w)
  expect(found).toHaveLength(400)
  const [from = NaN, to = NaN, share] = found.at(-1) ?? []
  expect(from).toBeCloseTo(399 / 8, 12)
  expect(to).toBeGreaterThan(1000)
  expect(share).toBeCloseTo(1 / 30, 12)
})

it('is absent for fewer than 10 singular values, a matrix of low rank, and NaN', () => {
  const low = gaussian(30, 20, 1).map(([a = NaN, b = NaN]) => Array.from({ length: 20 }, (_, j) => a * j + b))
  const weights = { small: layerOf(gaussian(20, 9, 1)), low: layerOf(low), lost: layerOf([[1, Number.NaN]]) }
  expect(lab.measure(singularValueHistogram, { weights })).toEqual({
    small: { absent: "Needs 10 eigenvalues, and 'small' has 9" },
    low: { absent: "Half of the eigenvalues of 'low' are zero" },
    lost: { absent: "Layer 'lost' holds NaN or an infinity" },
  })
})
