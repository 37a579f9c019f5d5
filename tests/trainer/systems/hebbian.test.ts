import { describe, expect, it } from 'vitest'
import { openStream } from '#src/vocabulary/random.ts'
import { gaussianCloud } from '#trainer/systems/hebbian/gaussian-cloud.ts'
import { ojaFlow } from '#trainer/systems/hebbian/oja-flow.ts'
import type { HebbianSettings } from '#trainer/systems/hebbian/hebbian.ts'
import { hebbian, openRule } from '#trainer/systems/index.ts'

const settings = {
  learning: 'sanger' as HebbianSettings['learning'],
  dimensions: 4,
  neurons: 3,
  pointsPerStep: 1,
  rate: 0.01,
}

describe('a Hebbian rule', () => {
  it.each(['sanger', 'oja'] as const)('moves weights by its formula: %s', (learning) => {
    const system = openRule(hebbian({ ...settings, learning }, 3), { ...settings, learning }, 3)
    const x = gaussianCloud(4, 3).draw(openStream(3, 'points of step 0'))
    const before = system.inputs.weights!.w!.values
    const w = (at: number, i: number) => before[at * 3 + i]!
    const y = [0, 1, 2].map((i) => x.reduce((sum, value, at) => sum + value * w(at, i), 0))
    system.advance()
    for (let at = 0; at < 4; at++)
      for (let i = 0; i < 3; i++) {
        const explained = [0, 1, 2]
          .filter((j) => (learning === 'oja' ? j === i : j <= i))
          .reduce((sum, j) => sum + y[j]! * w(at, j), 0)
        expect(system.inputs.updates!.w!.values[at * 3 + i]).toBeCloseTo(0.01 * y[i]! * (x[at]! - explained), 13)
      }
  })

  it('is seen as the autoencoder that it reconstructs by', () => {
    const { chain, weights } = openRule(hebbian(settings, 3), settings, 3).inputs
    const [encoder, decoder] = chain!.layers
    expect(encoder!.weight.data).toEqual(weights!.w!.values)
    for (let at = 0; at < 4; at++)
      for (let i = 0; i < 3; i++) expect(decoder!.weight.data[i * 4 + at]).toBe(encoder!.weight.data[at * 3 + i])
    expect(chain!.train.targets).toBe(chain!.train.inputs)
  })

  it('follows the closed form of its flow where the rate is small', () => {
    const slow = { ...settings, rate: 1e-4, pointsPerStep: 10_000 }
    const system = openRule(hebbian(slow, 3), slow, 3)
    system.advance()
    for (const name of ['cosine-1', 'norm-1']) {
      const { measured, predicted } = system.inputs.theory![name]!
      expect(Math.abs(measured - predicted)).toBeLessThan(0.03)
    }
  })
})

describe('a Gaussian cloud', () => {
  it('has orthonormal components, and the variances that it states along them', () => {
    const { components, variances, draw } = gaussianCloud(5, 1)
    const dot = (i: number, j: number) =>
      [0, 1, 2, 3, 4].reduce((sum, at) => sum + components[i * 5 + at]! * components[j * 5 + at]!, 0)
    for (let i = 0; i < 5; i++) for (let j = 0; j <= i; j++) expect(dot(i, j)).toBeCloseTo(i === j ? 1 : 0, 13)
    expect([...variances]).toEqual([3, 2, 1.2, 1.2 * 0.75, 1.2 * 0.75 ** 2])
    const stream = openStream(1, 'test')
    const squares = [0, 0, 0, 0, 0]
    for (let n = 0; n < 4000; n++) {
      const x = draw(stream)
      squares.forEach((_, i) => {
        squares[i]! += x.reduce((sum, value, at) => sum + value * components[i * 5 + at]!, 0) ** 2 / 4000
      })
    }
    squares.forEach((square, i) => expect(Math.abs(square / variances[i]! - 1)).toBeLessThan(0.12))
  })
})

it('the flow of Oja’s rule solves its equation', () => {
  const cloud = gaussianCloud(3, 2)
  const w0 = Float64Array.of(0.3, -0.2, 0.5)
  const covariance = (w: number[]) =>
    w.map((_, at) =>
      [0, 1, 2].reduce((sum, i) => {
        const along = w.reduce((all, value, k) => all + value * cloud.components[i * 3 + k]!, 0)
        return sum + cloud.variances[i]! * along * cloud.components[i * 3 + at]!
      }, 0),
    )
  const slope = (w: number[]) => {
    const c = covariance(w)
    const quadratic = c.reduce((sum, value, i) => sum + value * w[i]!, 0)
    return c.map((value, i) => value - quadratic * w[i]!)
  }
  // Runge–Kutta of fourth order.
  let w = [...w0]
  const h = 1e-3
  for (let t = 0; t < 800; t++) {
    const k1 = slope(w)
    const k2 = slope(w.map((value, i) => value + (h / 2) * k1[i]!))
    const k3 = slope(w.map((value, i) => value + (h / 2) * k2[i]!))
    const k4 = slope(w.map((value, i) => value + h * k3[i]!))
    w = w.map((value, i) => value + (h / 6) * (k1[i]! + 2 * k2[i]! + 2 * k3[i]! + k4[i]!))
  }
  const norm = Math.hypot(...w)
  const cosine = Math.abs(w.reduce((sum, value, at) => sum + value * cloud.components[at]!, 0)) / norm
  const flow = ojaFlow(w0, cloud, 0.8)
  expect(flow.norm).toBeCloseTo(norm, 10)
  expect(flow.cosine).toBeCloseTo(cosine, 10)
  expect(ojaFlow(w0, cloud, 1e4)).toEqual({ norm: 1, cosine: 1 })
})
