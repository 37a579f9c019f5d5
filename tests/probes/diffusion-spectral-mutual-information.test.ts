import { describe, expect, it } from 'vitest'
import { diffusionSpectralEntropy } from '#probes/diffusion-spectral-entropy.ts'
import { diffusionSpectralMutualInformation } from '#probes/diffusion-spectral-mutual-information.ts'
import { openStream } from '#src/vocabulary/random.ts'
import { openLab, type Rows } from './lab.ts'
import { gaussian } from './random.ts'
import { expected, given, needsFinite, ofLayer } from './representation.ts'

const lab = await openLab()
type Value = { estimate: number; standardError: number }
const measured = (rows: Rows, labels: readonly number[], options = {}) =>
  ofLayer(lab, diffusionSpectralMutualInformation, rows, options, labels).h as unknown as Value

describe('diffusion spectral mutual information', () => {
  needsFinite(lab, diffusionSpectralMutualInformation)

  it('meets 3000 random subsets of SciPy within its standard error', () => {
    const { estimate, standardError } = measured(given.last, given.labels, { sigma: 2, repetitions: 300 })
    const { value = NaN } = expected('diffusion-spectral-mutual-information')
    expect(standardError).toBeLessThan(0.01)
    expect(Math.abs(estimate - value)).toBeLessThan(4 * standardError)
  })

  it('is the mean over the subsets of its stream, of which the error is that of the mean', () => {
    const rows = gaussian(9, 2, 3)
    const labels = [0, 0, 0, 0, 2, 2, 2, 2, 2]
    const random = openStream(1, 'probe diffusion-spectral-mutual-information')
    const entropy = (chosen: readonly number[]) =>
      ofLayer(
        lab,
        diffusionSpectralEntropy,
        chosen.map((i) => rows[i] ?? []),
        { sigma: 1 },
      ).h ?? NaN
    const within = (4 / 9) * entropy([0, 1, 2, 3]) + (5 / 9) * entropy([4, 5, 6, 7, 8])
    const draws = [1, 2, 3].map(() => {
      const [four, five] = [4, 5].map((count) => entropy(random.shuffled(labels.keys()).slice(0, count)))
      return (4 / 9) * (four ?? NaN) + (5 / 9) * (five ?? NaN) - within
    })
    const mean = draws.reduce((sum, draw) => sum + draw, 0) / 3
    const variance = draws.reduce((sum, draw) => sum + (draw - mean) ** 2, 0) / 2
    const value = measured(rows, labels, { sigma: 1, repetitions: 3 })
    expect(value.estimate).toBeCloseTo(mean, 12)
    expect(value.standardError).toBeCloseTo(Math.sqrt(variance / 3), 12)
    expect(value.standardError).toBeGreaterThan(0)
    expect(measured(rows, labels, { sigma: 1, repetitions: 3 })).toEqual(value)
  })

  it('is about the entropy of the label for tight clusters far apart, and about 0 for shuffled labels', () => {
    const labels = Array.from({ length: 60 }, (_, i) => i % 2)
    const rows = labels.map((label) => [1e4 * label])
    const { estimate } = measured(rows, labels, { repetitions: 20 })
    expect(Math.abs(estimate - 1)).toBeLessThan(0.05)
    const shuffled = openStream(2, 'labels').shuffled(labels)
    expect(Math.abs(measured(rows, shuffled, { repetitions: 20 }).estimate)).toBeLessThan(0.1)
  })

  it('reads the first examples, of which a class may have but one', () => {
    const rows = gaussian(12, 2, 5)
    const labels = [0, 0, 0, 1, 2, 2, 2, 2, 1, 1, 1, 1]
    expect(measured(rows, labels, { examples: 8, sigma: 1 })).toEqual(
      measured(rows.slice(0, 8), labels.slice(0, 8), { sigma: 1 }),
    )
    expect(measured(rows, labels, { examples: 8, sigma: 1 }).estimate).toBeTypeOf('number')
  })

  it('is absent with one class, and without a median distance where it is the width', () => {
    expect(ofLayer(lab, diffusionSpectralMutualInformation, gaussian(6, 2, 1))).toEqual({
      absent: 'Needs 2 classes, and the probe batch has one',
    })
    expect(measured([[1], [1], [1], [1], [2]], [0, 1, 0, 1, 0], { scale: 'median' })).toEqual({
      absent: "Half of all pairs of examples coincide in 'h'",
    })
  })
})
