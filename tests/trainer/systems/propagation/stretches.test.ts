import { describe, expect, it } from 'vitest'
import type { ActivationName } from '#probes/maths/chain/activations.ts'
import { openStream } from '#src/vocabulary/random.ts'
import { stretchesOf, type ScaledLayers } from '#trainer/systems/propagation/stretches.ts'

const [width, depth] = [6, 4]
const stream = openStream(4, 'layers')
const normals = (count: number, deviation = 1) =>
  Float64Array.from({ length: count }, () => deviation * stream.normal())
const layers = (activation: ActivationName, scales = [0.9, 1.2, 0.7, 1.1]): ScaledLayers => ({
  ...{ activation, width, weights, signals, scales },
})
const weights = Array.from({ length: depth }, () => normals(width * width, 0.5))
const signals = normals(3 * width)

describe('how layers stretch a small change', () => {
  it.each(['tanh', 'gelu', 'erf', 'relu'] as const)(
    'has the gradient by their scales of finite differences: %s',
    (activation) => {
      for (const objective of ['logarithm', 'difference'] as const) {
        const { gradient } = stretchesOf(layers(activation), objective)
        const h = 1e-6
        for (let l = 0; l < depth; l++) {
          const moved = (by: number) => [0.9, 1.2, 0.7, 1.1].map((scale, i) => (i === l ? scale + by : scale))
          const [up, down] = [h, -h].map((by) => stretchesOf(layers(activation, moved(by)), objective).loss)
          expect(gradient[l]).toBeCloseTo((up! - down!) / (2 * h), 6)
        }
      }
    },
  )

  it('is the squared length of what finite differences of a layer are', () => {
    const at = (z: Float64Array) => {
      // One layer from the given signals: z₁ = a W φ(z₀).
      const out = new Float64Array(z.length)
      for (let e = 0; e < z.length / width; e++)
        for (let i = 0; i < width; i++)
          for (let j = 0; j < width; j++)
            out[e * width + i]! += 0.9 * weights[0]![j * width + i]! * Math.tanh(z[e * width + j]!)
      return out
    }
    const h = 1e-6
    let squares = 0
    for (let k = 0; k < signals.length; k++) {
      const [up, down] = [h, -h].map((by) => at(signals.with(k, signals[k]! + by)))
      for (let i = 0; i < signals.length; i++) squares += ((up![i]! - down![i]!) / (2 * h)) ** 2
    }
    expect(stretchesOf(layers('tanh'), 'logarithm').stretches[0]).toBeCloseTo(squares / signals.length, 7)
  })
})
