import { describe, expect, it } from 'vitest'
import { activationEffectiveRank } from '#probes/activation-effective-rank.ts'
import { VARIANTS } from '#probes/maths/algebra/effective-rank.ts'
import { expectClose } from './close.ts'
import { openLab, type Rows } from './lab.ts'
import { gaussian, times } from './random.ts'
import { expected, given, needsFinite, ofLayer, PRECISIONS, scaledBy, shifted, turned } from './representation.ts'

const lab = await openLab()

describe.each(VARIANTS)('effective rank of activations, %s', (variant) => {
  const rank = (rows: Rows) => ofLayer(lab, activationEffectiveRank, rows, { variant }).h as number

  it.each(PRECISIONS)('meets the eigenvalues of NumPy’s covariance in %s', (_, make, tolerance) => {
    const of = (rows: Rows) => ofLayer(lab, activationEffectiveRank, rows, { variant }, [], make).h
    expectClose(of(given.hidden.h1), expected('ranks', 'h1')[variant], tolerance)
    expectClose(of(given.wide), expected('ranks', 'wide')[variant], tolerance)
  })

  it('is p for a cross of p directions, and 1 for a line, wherever they lie', () => {
    const cross = [1, -1].flatMap((sign) => [0, 1, 2].map((axis) => [0, 1, 2].map((j) => (j === axis ? sign : 0))))
    expect(rank(shifted(cross))).toBeCloseTo(3, 9)
    expect(rank(times([[1], [4], [-2]], [[1, 2, 3]]))).toBeCloseTo(1, 9)
  })

  it('depends on neither scale, rotation nor shift', () => {
    const x = gaussian(20, 5, 3)
    expectClose(rank(shifted(scaledBy(turned(x), -40))), rank(x), 1e-9)
  })

  it('is at most n − 1', () => expect(rank(gaussian(5, 30, 1))).toBeLessThanOrEqual(4 + 1e-9))
})

describe('effective rank of activations', () => {
  needsFinite(lab, activationEffectiveRank)
  it('is absent where activations do not vary', () =>
    expect(ofLayer(lab, activationEffectiveRank, [[0.1], [0.1], [0.1]]).h).toEqual({
      absent: "The activations of 'h' do not vary over the probe batch",
    }))
})
