import { eachGradient, type Optimizer } from './optimizer.ts'

/** Below it a layer of weights has no direction. */
const NOTHING = 1e-30

/**
 * Takes out of the gradient of each layer what only scales its weights, and gives the rest the length that the whole
 * had: once everything is answered correctly, growing the logits no longer lowers the loss (⊥Grad: Prieto et al. 2025,
 * arXiv:2501.04697).
 */
export function orthogonalGradient(optimizer: Optimizer): Optimizer {
  return {
    begin: optimizer.begin,
    update: (state, weights, gradients, chance) =>
      optimizer.update(
        state,
        weights,
        eachGradient(gradients, (layer, gradient) => acrossWeights(gradient, weights[layer]?.values as Float32Array)),
        chance,
      ),
    facts: optimizer.facts,
  }
}

function acrossWeights(gradient: Float32Array, weights: Float32Array): Float32Array {
  const share = product(weights, gradient) / (product(weights, weights) + NOTHING)
  const across = Float64Array.from(gradient, (slope, i) => slope - share * (weights[i] as number))
  const length = Math.sqrt(product(gradient, gradient)) / (Math.sqrt(product(across, across)) + NOTHING)
  return Float32Array.from(across, (slope) => slope * length)
}

function product(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0
  for (let i = 0; i < a.length; i++) sum += (a[i] as number) * (b[i] as number)
  return sum
}
