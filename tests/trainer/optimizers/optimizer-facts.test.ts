import { describe, expect, it } from 'vitest'
import { adamW } from '#trainer/optimizers/adamw.ts'
import { sgd } from '#trainer/optimizers/sgd.ts'

const weights = {
  w1: { shape: [2], values: Float32Array.of(1, -2) },
  b1: { shape: [1], values: Float32Array.of(0.5) },
}
const gradients = { w1: Float32Array.of(0.1, -0.4), b1: Float32Array.of(2) }

describe('what an optimizer says of itself', () => {
  it("is Adam's √v̂ + ε, layer after layer, as the next update will divide by it", () => {
    const optimizer = adamW({ rate: 0.01, decay: 3, betas: [0.9, 0.99], epsilon: 1e-3 })
    const state = optimizer.begin(weights)
    expect(optimizer.facts(state)).toEqual({ kind: 'adam', rate: 0.01, momentum: 0.9, l2: 0, preconditioner: null })
    optimizer.update(state, weights, gradients)
    const after = [...optimizer.facts(state).preconditioner!]
    // After one update v̂ is the squared gradient itself.
    ;[0.101, 0.401, 2.001].forEach((value, i) => expect(Math.abs(after[i]! - value)).toBeLessThan(1e-6))
    optimizer.update(state, weights, { w1: Float32Array.of(0, 0), b1: Float32Array.of(1) })
    const later = [...optimizer.facts(state).preconditioner!]
    const unbiased = (first: number, second: number) =>
      Math.sqrt((0.99 * 0.01 * first ** 2 + 0.01 * second ** 2) / (1 - 0.99 ** 2)) + 1e-3
    ;[unbiased(0.1, 0), unbiased(0.4, 0), unbiased(2, 1)].forEach((value, i) =>
      expect(Math.abs(later[i]! / value - 1)).toBeLessThan(1e-6),
    )
  })

  it('tells gradient descent from heavy ball, and its decay as part of the gradient', () => {
    const plain = sgd({ rate: 0.2 })
    expect(plain.facts(plain.begin(weights))).toEqual({
      kind: 'gradient-descent',
      rate: 0.2,
      momentum: 0,
      l2: 0,
      preconditioner: null,
    })
    const heavy = sgd({ rate: 0.2, momentum: 0.9, decay: 1e-3 })
    expect(heavy.facts(heavy.begin(weights))).toMatchObject({ kind: 'heavy-ball', momentum: 0.9, l2: 1e-3 })
  })
})
