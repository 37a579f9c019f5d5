import { describe, expect, it } from 'vitest'
import { openStream } from '#src/vocabulary/random.ts'
import { denseMlp, type DenseMlp } from '#trainer/models/dense-mlp.ts'

const wide: DenseMlp = {
  widths: [100, 400, 50],
  activation: 'tanh',
  hasBiases: true,
  initialization: { kind: 'pytorch' },
}
const weightsOf = (settings: DenseMlp) => denseMlp(settings).initialWeights(openStream(1, 'initialisation'))
const variance = (values: Float32Array) => values.reduce((sum, value) => sum + value * value, 0) / values.length

describe('denseMlp begins', () => {
  it("as PyTorch's Linear does: evenly within ±1/√fan-in, biases by the fan-in of their layer", () => {
    const { w1, b1, w2, b2 } = weightsOf(wide)
    expect([w1, b1, w2, b2].map((layer) => layer!.shape)).toEqual([[100, 400], [400], [400, 50], [50]])
    for (const [layer, fanIn] of [
      [w1, 100],
      [b1, 100],
      [w2, 400],
      [b2, 400],
    ] as const) {
      const largest = Math.max(...layer!.values.map(Math.abs))
      expect(largest).toBeLessThanOrEqual(Math.fround(1 / Math.sqrt(fanIn)))
      expect(largest).toBeGreaterThan(0.9 / Math.sqrt(fanIn))
    }
    expect(variance(w1!.values) * 300).toBeGreaterThan(0.97) // the variance of an even draw is a third of its bound's square
    expect(variance(w1!.values) * 300).toBeLessThan(1.03)
  })

  it('with variance σ_w²/fan-in and σ_b², as signal propagation has it', () => {
    const { w1, w2, b1 } = weightsOf({
      ...wide,
      initialization: { kind: 'normal', weightVariance: 2, biasVariance: 0.3 },
    })
    expect(Math.abs(variance(w1!.values) * 50 - 1)).toBeLessThan(0.03)
    expect(Math.abs(variance(w2!.values) * 200 - 1)).toBeLessThan(0.03)
    expect(Math.abs(variance(b1!.values) / 0.3 - 1)).toBeLessThan(0.2)
  })

  it('without biases where there are none', () =>
    expect(Object.keys(weightsOf({ ...wide, hasBiases: false }))).toEqual(['w1', 'w2']))
})
