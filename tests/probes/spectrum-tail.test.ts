import { expect, it } from 'vitest'
import type { Matrix } from '#probes/maths/algebra/linear-algebra.ts'
import { spectrumTail } from '#probes/spectrum-tail.ts'
import { layerOf, openLab, type Rows } from './lab.ts'
import { gaussian } from './random.ts'
import { expectRows, rowsOf, structure } from './structure-reference.ts'

const lab = await openLab()

const tail = (rows: Rows) =>
  lab.measure(spectrumTail, { weights: { w: layerOf(rows) } }) as Readonly<Record<'w' | 'w.law', Matrix>>

it.each(['tall', 'wide'] as const)('is what NumPy counts, and its law what quadrature gives, %s', (name) => {
  const { rows, tail: expected } = structure.spectra[name]
  const found = tail(rows)
  expectRows(found.w, expected.own, 1e-5)
  expectRows(found['w.law'], expected.law, 1e-7)
})

it('falls from 1 at the smallest eigenvalue to 1/m at the largest', () => {
  const found = rowsOf(tail(gaussian(50, 20, 3)).w)
  expect(found).toHaveLength(20)
  found.forEach(([, share], i) => expect(share).toBeCloseTo((20 - i) / 20, 12))
  const places = found.map(([x = NaN]) => x)
  expect(places).toEqual(places.toSorted((a, b) => a - b))
})

it('of a random matrix follows its law', () => {
  const { w, 'w.law': law } = tail(gaussian(900, 300, 2))
  const lawAt = (x: number) => rowsOf(law).find(([at = NaN]) => at >= x)?.[1] ?? 0
  for (const [x = NaN, share = NaN] of rowsOf(w)) expect(Math.abs(share - lawAt(x))).toBeLessThan(0.04)
})

it('is absent for fewer than 10 eigenvalues, and NaN', () => {
  const weights = { small: layerOf(gaussian(20, 9, 1)), lost: layerOf([[1, Number.NaN]]) }
  expect(lab.measure(spectrumTail, { weights })).toEqual({
    small: { absent: "Needs 10 eigenvalues, and 'small' has 9" },
    lost: { absent: "Layer 'lost' holds NaN or an infinity" },
  })
})
