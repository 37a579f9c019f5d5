import type { Optimizer } from './optimizer.ts'

/** The rate of an update, by how many were made before it. */
export type Schedule = (updates: number) => number

/** An optimizer whose rate follows a schedule. What it remembers is that of any rate. */
export function scheduled(schedule: Schedule, at: (rate: number) => Optimizer): Optimizer {
  return {
    begin: (weights) => at(schedule(0)).begin(weights),
    update: (state, weights, gradients, chance) =>
      at(schedule(state.updates)).update(state, weights, gradients, chance),
    facts: (state) => at(schedule(state.updates)).facts(state),
  }
}

/** Rises evenly over the first updates, of which the last has the whole rate, and follows another schedule from there. */
export function warmUp(updates: number, then: Schedule): Schedule {
  return (made) => (made < updates ? (then(0) * (made + 1)) / updates : then(made - updates))
}

/** Falls along half a cosine from one rate to another within so many updates, and stays there. */
export function cosine(rate: number, to: number, updates: number): Schedule {
  return (made) => to + ((rate - to) * (1 + Math.cos(Math.PI * Math.min(1, made / updates)))) / 2
}

export interface NoisyQuadratic {
  /** h of the loss ½hθ². */
  readonly curvature: number
  /** C, variance of the gradient's noise. */
  readonly noise: number
  /** V₀, mean square of θ at the start. */
  readonly start: number
}

/**
 * The rate that leaves the least mean square behind every update of gradient descent on a noisy quadratic:
 * η = hV/(h²V + C), where 1/V grows by h²/C an update.
 */
export function optimalOnQuadratic({ curvature, noise, start }: NoisyQuadratic): Schedule {
  return (made) => {
    const variance = 1 / (1 / start + (made * curvature ** 2) / noise)
    return (curvature * variance) / (curvature ** 2 * variance + noise)
  }
}
