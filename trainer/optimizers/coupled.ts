import { eachGradient, type Optimizer } from './optimizer.ts'

/**
 * L2 regularization as part of the gradient: g + λθ, whatever becomes of it then. In Adam that is not weight decay, since
 * the squared gradient divides it as well (Loshchilov & Hutter 2019, arXiv:1711.05101).
 */
export function coupled(l2: number, optimizer: Optimizer): Optimizer {
  return {
    begin: optimizer.begin,
    update: (state, weights, gradients, chance) =>
      optimizer.update(
        state,
        weights,
        eachGradient(gradients, (layer, gradient) => {
          const values = weights[layer]?.values as Float32Array
          return gradient.map((slope, i) => slope + l2 * (values[i] as number))
        }),
        chance,
      ),
    facts: (state) => ({ ...optimizer.facts(state), l2 }),
  }
}
