import { describe, expect, it } from 'vitest'
import { ACTIVATION_NAMES, activationFunctions } from '#probes/maths/chain/activations.ts'
import { erf } from '#probes/maths/statistics/erf.ts'

const PLACES = [-7, -2.3, -0.4, 0.3, 1.1, 2.9, 6.5]

describe.each(ACTIVATION_NAMES)('%s', (name) => {
  const { of, slope, curvature } = activationFunctions[name]
  const difference = (f: (z: number) => number, z: number) => (f(z + 1e-5) - f(z - 1e-5)) / 2e-5

  it.each(PLACES)('has its own slope and curvature at %s', (z) => {
    expect(slope(z)).toBeCloseTo(difference(of, z), 8)
    expect(curvature(z)).toBeCloseTo(difference(slope, z), 8)
  })
  it('keeps NaN, so that a network that diverged does not look sound', () => expect(of(Number.NaN)).toBeNaN())
})

describe('activations that have a closed form', () => {
  it('ReLU leaves out what is below 0', () =>
    expect(PLACES.map(activationFunctions.relu.of)).toEqual([0, 0, 0, 0.3, 1.1, 2.9, 6.5]))
  it('GELU is exact, not the fit by tanh', () => {
    // z Φ(z) with Φ(1) = 0.8413447460685429, of tables.
    expect(activationFunctions.gelu.of(1)).toBeCloseTo(0.8413447460685429, 14)
    expect(activationFunctions.gelu.of(-1)).toBeCloseTo(-0.15865525393145707, 14)
  })
  it.each([
    [0, 0],
    [0.5, 0.5204998778130465],
    [1, 0.8427007929497149],
    [2, 0.9953222650189527],
    [3, 0.9999779095030014],
    [6.1, 1],
    [Infinity, 1],
  ])('erf(%s) is that of tables, and odd', (z, value) => {
    expect(erf(z)).toBeCloseTo(value, 14)
    expect(erf(-z)).toBe(-erf(z))
  })
})
