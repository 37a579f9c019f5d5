import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isAbsent } from '#src/vocabulary/index.ts'
import { effectiveRank } from '#probes/effective-rank.ts'
import { effectiveRank as effectiveRankOf, VARIANTS } from '#probes/maths/algebra/effective-rank.ts'
import { expectClose, FLOAT32 } from './close.ts'
import { layer, layerOf, openLab, type Rows } from './lab.ts'
import { gaussian, orthogonal, times } from './random.ts'

const lab = await openLab()
const identity = (size: number) =>
  Array.from({ length: size }, (_, i) => Array.from({ length: size }, (_, j) => +(i === j)))
const spectrum = fc.array(fc.double({ min: 1e-6, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 20 })

function rank(rows: Rows, variant: string): number {
  return lab.numbers(effectiveRank, { weights: { w: layerOf(rows) } }, { variant }).w ?? Number.NaN
}

describe.each(VARIANTS)('effective rank, %s', (variant) => {
  it('is p for the identity on p dimensions, and 1 for a matrix of rank one', () => {
    expectClose(rank(identity(7), variant), 7, FLOAT32)
    expectClose(
      rank(
        [
          [1, 2, -2],
          [3, 6, -6],
        ],
        variant,
      ),
      1,
      FLOAT32,
    )
  })

  it('depends on neither scale nor rotation', () => {
    const rows = gaussian(6, 6, 5)
    const plain = rank(rows, variant)
    expectClose(
      rank(
        rows.map((row) => row.map((value) => -40 * value)),
        variant,
      ),
      plain,
      FLOAT32,
    )
    expectClose(rank(times(times(orthogonal(6, 1), rows), orthogonal(6, 2)), variant), plain, FLOAT32)
  })

  it('lies between 1 and the number of values, and zeros add nothing', () =>
    fc.assert(
      fc.property(spectrum, (sigma) => {
        const value = effectiveRankOf(Float64Array.from(sigma), variant) ?? Number.NaN
        expect(value).toBeGreaterThanOrEqual(1 - 1e-9)
        expect(value).toBeLessThanOrEqual(sigma.length + 1e-9)
        expect(effectiveRankOf(Float64Array.from([...sigma, 0, 0]), variant)).toBeCloseTo(value, 9)
      }),
    ))

  it('is absent for a layer of zeros', () => {
    expect(isAbsent(lab.numbers(effectiveRank, { weights: { w: layerOf([[0, 0]]) } }, { variant }).w)).toBe(true)
  })
})

it('by hand: 3 and 1 have the shares ¾ and ¼, of energy 0.9 and 0.1', () => {
  const sigma = Float64Array.of(3, 1)
  const entropy = (p: number) => -p * Math.log(p) - (1 - p) * Math.log(1 - p)
  expect(effectiveRankOf(sigma, 'roy-vetterli')).toBeCloseTo(Math.exp(entropy(0.75)), 12)
  expect(effectiveRankOf(sigma, 'squared')).toBeCloseTo(Math.exp(entropy(0.9)), 12)
  expect(effectiveRankOf(sigma, 'participation')).toBeCloseTo(1 / (0.81 + 0.01), 12)
})

it('is absent as a whole where no layer is a matrix, and for a layer that diverged', () => {
  expect(lab.measure(effectiveRank, { weights: { b: layer([1, 2], [2]) } })).toEqual({
    absent: 'No layer is two-dimensional',
  })
  const { w } = lab.numbers(effectiveRank, { weights: { w: layerOf([[1, Number.NaN]]) } })
  expect(w).toEqual({ absent: "Layer 'w' holds NaN or an infinity" })
})

it('neither overflows nor underflows at the ends of float32', () => {
  for (const scale of [1e-40, 1e38])
    expect(effectiveRankOf(Float64Array.of(scale, scale), 'participation')).toBeCloseTo(2, 9)
})

it('uses the variant of Roy and Vetterli unless told otherwise', () => {
  const weights = {
    w: layerOf([
      [3, 0],
      [0, 1],
    ]),
  }
  expectClose(lab.measure(effectiveRank, { weights }), { w: Math.exp(0.5623351446188083) }, FLOAT32)
})
