import { fusedAdamW } from '#trainer/backend/index.ts'
import { eachLayer, emptyState, flat, type Optimizer } from './optimizer.ts'

export interface AdamW {
  readonly rate: number
  /** Weight decay; each update multiplies the weights by 1 − rate · decay, as PyTorch does. */
  readonly decay: number
  readonly betas: readonly [number, number]
  /** Added outside the square root. */
  readonly epsilon?: number
}

/** Adam with decoupled weight decay (Loshchilov and Hutter 2019), in PyTorch's convention. */
export function adamW({ rate, decay, betas: [beta1, beta2], epsilon = 1e-8 }: AdamW): Optimizer {
  return {
    begin: (weights) => emptyState(weights, ['first', 'second']),
    update(state, weights, gradients) {
      state.updates += 1
      const step = rate / (1 - beta1 ** state.updates)
      const unbias = 1 / Math.sqrt(1 - beta2 ** state.updates)
      const kept = 1 - rate * decay
      const fused = fusedAdamW()
      return eachLayer(weights, (layer, old) => {
        const gradient = gradients[layer] as Float32Array
        const first = state.means.first?.[layer] as Float32Array
        const second = state.means.second?.[layer] as Float32Array
        const next = new Float32Array(old.length)
        if (fused !== null) {
          fused([beta1, 1 - beta1, beta2, 1 - beta2, kept, step, unbias, epsilon], gradient, old, first, second, next)
          return next
        }
        for (let i = 0; i < old.length; i++) {
          const g = gradient[i] as number
          const m = beta1 * (first[i] as number) + (1 - beta1) * g
          const v = beta2 * (second[i] as number) + (1 - beta2) * g * g
          first[i] = m
          second[i] = v
          next[i] = kept * (old[i] as number) - (step * m) / (Math.sqrt(v) * unbias + epsilon)
        }
        return next
      })
    },
    facts: ({ updates, means }) => ({
      kind: 'adam',
      rate,
      momentum: beta1,
      l2: 0,
      preconditioner:
        updates === 0 ? null : flat(means.second ?? {}, (v) => Math.sqrt(v / (1 - beta2 ** updates)) + epsilon),
    }),
  }
}
