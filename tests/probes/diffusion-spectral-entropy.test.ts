import { describe, expect, it } from 'vitest'
import { diffusionSpectralEntropy } from '#probes/diffusion-spectral-entropy.ts'
import { expectClose } from './close.ts'
import { openLab, type Rows } from './lab.ts'
import { gaussian } from './random.ts'
import {
  expected,
  given,
  needsFinite,
  ofLayer,
  PRECISIONS,
  reordered,
  scaledBy,
  shifted,
  turned,
} from './representation.ts'

const lab = await openLab()
const entropy = (rows: Rows, options = {}) => ofLayer(lab, diffusionSpectralEntropy, rows, options).h as number

describe('diffusion spectral entropy', () => {
  needsFinite(lab, diffusionSpectralEntropy)

  it.each(PRECISIONS)('meets the spectrum of the random walk itself in %s', (_, make, tolerance) => {
    const of = (options: Record<string, number | string>) =>
      ofLayer(lab, diffusionSpectralEntropy, given.last, options, [], make).h
    const reference = expected('diffusion-spectral-entropy')
    expectClose(of({}), reference.default, tolerance)
    expectClose(of({ sigma: 0.7, t: 2.5 }), reference.narrow, tolerance)
    expectClose(of({ scale: 'median', sigma: 3 }), reference.median, tolerance)
    expectClose(of({ examples: 11, sigma: 2 }), reference.first, tolerance)
  })

  it('is 0 where all are at one point, log₂ n where all are far, and 1 bit for two far clusters', () => {
    const point = [1, 2, 3]
    expect(entropy([point, point, point, point])).toBeCloseTo(0, 9)
    expect(entropy(gaussian(16, 3, 1), { sigma: 1e-3 })).toBeCloseTo(4, 9)
    expect(entropy([[0], [0], [0], [1e4], [1e4], [1e4]])).toBeCloseTo(1, 9)
  })

  it('by hand: two points at distance d have the eigenvalues 1 and (1 − k)/(1 + k), k = exp(−d²/2σ²)', () => {
    const k = Math.exp(-9 / 8)
    const second = ((1 - k) / (1 + k)) ** 3
    const [p, q] = [1 / (1 + second), second / (1 + second)]
    expect(entropy([[0], [3]], { sigma: 2, t: 3 })).toBeCloseTo(-p * Math.log2(p) - q * Math.log2(q), 12)
  })

  it('does not change under isometries and the order of examples', () => {
    const rows = gaussian(20, 4, 3)
    expectClose(entropy(reordered(shifted(turned(rows))), { sigma: 1 }), entropy(rows, { sigma: 1 }), 1e-9)
  })

  it('grows with the scale of the activations at a fixed width, and not at the median', () => {
    const rows = gaussian(20, 4, 3)
    expect(entropy(scaledBy(rows, 10))).toBeGreaterThan(entropy(rows) + 0.5)
    expectClose(entropy(scaledBy(rows, 10), { scale: 'median' }), entropy(rows, { scale: 'median' }), 1e-9)
  })

  it('needs two examples, and a median distance where it is the width', () => {
    expect(entropy([[1, 2]])).toEqual({ absent: 'Needs 2 examples' })
    expect(entropy([[1], [1], [1], [1], [2]], { scale: 'median' })).toEqual({
      absent: "Half of all pairs of examples coincide in 'h'",
    })
  })
})
