import { eachLayer, emptyState, flat, type Optimizer, type OptimizerState } from './optimizer.ts'

export interface Langevin {
  readonly rate: number
  /** In units of the loss: weights at rest are distributed as exp(−(L + decay · ‖θ‖²/2) / temperature). */
  readonly temperature: number
  /** Of the prior, in the gradient. */
  readonly decay?: number
  /** Divides gradient and squared noise by √(running mean of squared gradients) + epsilon, where it is given. */
  readonly preconditioner?: { readonly beta: number; readonly epsilon: number }
}

/**
 * Gradient descent with the noise that makes it a sampler: θ − η(∇L + decay · θ) + √(2ηT) ξ. With a preconditioner it is
 * that of Li et al. 2016 (arXiv:1512.07666) without the term of its change, which they leave out as well.
 */
export function langevin({ rate, temperature, decay = 0, preconditioner }: Langevin): Optimizer {
  return {
    begin: (weights) => emptyState(weights, preconditioner === undefined ? [] : ['second']),
    update(state, weights, gradients, chance) {
      if (chance === undefined) throw new TypeError('Langevin noise needs the streams of a step; none were given')
      state.updates += 1
      return eachLayer(weights, (layer, old) => {
        const gradient = gradients[layer] as Float32Array
        const second = state.means.second?.[layer]
        const noise = chance(`noise on ${layer}`)
        return old.map((weight, i) => {
          const slope = (gradient[i] as number) + decay * weight
          const step = second === undefined ? rate : rate / stiffness(second, i, slope)
          return weight - step * slope + Math.sqrt(2 * step * temperature) * noise.normal()
        })
      })
    },
    facts: ({ updates, means }: OptimizerState) => ({
      kind: preconditioner === undefined ? 'gradient-descent' : 'adam',
      rate,
      momentum: 0,
      l2: decay,
      preconditioner:
        preconditioner === undefined || updates === 0
          ? null
          : flat(means.second ?? {}, (v) => Math.sqrt(v) + preconditioner.epsilon),
    }),
  }

  function stiffness(second: Float32Array, i: number, slope: number): number {
    const { beta, epsilon } = preconditioner as NonNullable<Langevin['preconditioner']>
    second[i] = beta * (second[i] as number) + (1 - beta) * slope * slope
    return Math.sqrt(second[i]) + epsilon
  }
}
