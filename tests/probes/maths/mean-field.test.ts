import { describe, expect, it } from 'vitest'
import { criticalWeightVariance } from '#probes/maths/physics/critical-line.ts'
import {
  layerSusceptibility,
  nextKernel,
  normalMean,
  throughLayers,
  type Ensemble,
} from '#probes/maths/physics/mean-field.ts'

const plain = { residual: 0, isNormalized: false } as const
const deep = { least: 0.4, most: 4, layers: 600, from: 599 }

describe('mean-field theory of signal propagation', () => {
  it('takes means over the normal distribution to rounding, and over a jump at 0', () => {
    for (const variance of [0.25, 1, 9]) {
      expect(normalMean((z) => z ** 4, variance)).toBeCloseTo(3 * variance ** 2, 9)
      expect(normalMean((z) => (z > 0 ? 1 : 0), variance)).toBeCloseTo(0.5, 14)
      expect(normalMean(Math.cos, variance)).toBeCloseTo(Math.exp(-variance / 2), 12)
    }
  })

  it('is exact for ReLU: K′ = σ_w² K/2 + σ_b² and χ = σ_w²/2, at any kernel', () => {
    const of: Ensemble = { activation: 'relu', weightVariance: 1.6, biasVariance: 0.2, ...plain }
    for (const kernel of [0.01, 1, 40]) {
      expect(nextKernel(of, kernel)).toBeCloseTo(0.8 * kernel + 0.2, 11)
      expect(layerSusceptibility(of, kernel)).toBeCloseTo(0.8, 12)
    }
    expect(layerSusceptibility({ ...of, residual: 0.9 }, 1)).toBeCloseTo(0.8 + 0.81, 12)
  })

  it.each([
    ['tanh', 1.5, 0.1, 0.52022, 0.87751],
    ['tanh', 3, 0.05, 1.42801, 1.20893],
    ['erf', 2, 0.1, 1.04626, 1.11832],
    ['gelu', 1.2, 0.2, 0.34821, 0.45574],
  ] as const)(
    'comes to the published fixed point of %s at (%d, %d)',
    (activation, weightVariance, biasVariance, k, chi) => {
      const { kernels, susceptibilities } = throughLayers(
        { activation, weightVariance, biasVariance, ...plain },
        1,
        1000,
      )
      expect(kernels.at(-1)).toBeCloseTo(k, 5)
      expect(susceptibilities.at(-1)).toBeCloseTo(chi, 5)
      expect([kernels.length, susceptibilities.length]).toEqual([1001, 1000])
    },
  )

  it('has GELU’s half-stable point, at K* = (3 + √17)/2', () => {
    const of: Ensemble = { activation: 'gelu', weightVariance: 1.98305826, biasVariance: 0.17292239, ...plain }
    const kernel = (3 + Math.sqrt(17)) / 2
    expect(nextKernel(of, kernel)).toBeCloseTo(kernel, 6)
    expect(layerSusceptibility(of, kernel)).toBeCloseTo(1, 6)
  })

  it('makes a normalized residual network critical everywhere: χ = 1 + O(1/l)', () => {
    const of: Ensemble = { activation: 'relu', weightVariance: 4, biasVariance: 0.5, residual: 1, isNormalized: true }
    const { susceptibilities } = throughLayers(of, 1, 400)
    for (const l of [20, 100, 400]) expect((susceptibilities[l - 1]! - 1) * l).toBeCloseTo(0.8, 1)
  })

  it.each([
    [0.01, 1.42421],
    [0.05, 1.76095],
    [0.1, 1.98607],
    [0.3, 2.50513],
  ])('has tanh’s critical line at a bias variance of %d where it is published', (biasVariance, expected) => {
    expect(criticalWeightVariance({ activation: 'tanh', biasVariance, ...plain }, deep)).toBeCloseTo(expected, 4)
  })

  it('has ReLU’s at 2, and none in a range without it', () => {
    const relu = { activation: 'relu', biasVariance: 0, ...plain } as const
    const few = { ...deep, layers: 20, from: 10 }
    expect(criticalWeightVariance(relu, few)).toBeCloseTo(2, 6)
    expect(criticalWeightVariance(relu, { ...few, most: 1.9 })).toBeNull()
  })
})
