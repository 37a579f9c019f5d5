import { eachLayer, emptyState, type Optimizer } from './optimizer.ts'

export interface Sgd {
  readonly rate: number
  readonly momentum?: number
  /** Added to the gradient, times the weight, as PyTorch does. */
  readonly decay?: number
  /** Looks ahead along the velocity (Nesterov 1983), as PyTorch does it; without momentum it is the same. */
  readonly looksAhead?: boolean
}

/** Gradient descent with momentum in PyTorch's convention: the velocity sums gradients, the rate multiplies it. */
export function sgd({ rate, momentum = 0, decay = 0, looksAhead = false }: Sgd): Optimizer {
  return {
    begin: (weights) => emptyState(weights, momentum === 0 ? [] : ['velocity']),
    update(state, weights, gradients) {
      state.updates += 1
      return eachLayer(weights, (layer, old) => {
        const gradient = gradients[layer] as Float32Array
        const velocity = state.means.velocity?.[layer]
        return old.map((weight, i) => {
          const slope = (gradient[i] as number) + decay * weight
          if (velocity === undefined) return weight - rate * slope
          velocity[i] = momentum * (velocity[i] as number) + slope
          return weight - rate * (looksAhead ? slope + momentum * (velocity[i] as number) : (velocity[i] as number))
        })
      })
    },
    facts: () => ({
      kind: momentum === 0 ? 'gradient-descent' : looksAhead ? 'nesterov' : 'heavy-ball',
      rate,
      momentum,
      l2: decay,
      preconditioner: null,
    }),
  }
}
