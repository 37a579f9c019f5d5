import { eachGradient, withMeans, type Optimizer } from './optimizer.ts'

export interface SlowGradient {
  /** Share of the running mean that stays at an update. */
  readonly keeps: number
  /** How often the running mean is added to the gradient. */
  readonly gain: number
}

/**
 * Amplifies the part of the gradient that changes slowly: g + λ · EMA_α(g). The mean begins as the first gradient
 * (Grokfast-EMA: Lee et al. 2024, arXiv:2405.20233).
 */
export function amplifyingSlow({ keeps, gain }: SlowGradient, optimizer: Optimizer): Optimizer {
  return {
    begin: (weights) => withMeans(optimizer.begin(weights), weights, ['slow']),
    update(state, weights, gradients, chance) {
      const isFirst = state.updates === 0
      const amplified = eachGradient(gradients, (layer, gradient) => {
        const slow = state.means.slow?.[layer] as Float32Array
        return gradient.map((slope, i) => {
          slow[i] = isFirst ? slope : keeps * (slow[i] as number) + (1 - keeps) * slope
          return slope + gain * (slow[i] as number)
        })
      })
      return optimizer.update(state, weights, amplified, chance)
    },
    facts: optimizer.facts,
  }
}
