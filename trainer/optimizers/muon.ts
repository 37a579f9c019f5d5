import { adamW, type AdamW } from './adamw.ts'
import { orthogonalized } from './newton-schulz.ts'
import { eachLayer, emptyState, type Gradients, type Optimizer } from './optimizer.ts'
import type { WeightsByLayer } from '#trainer/models/index.ts'

export interface Muon {
  readonly rate: number
  readonly momentum: number
  /** Each update multiplies the weights by 1 − rate · decay. */
  readonly decay: number
  /** Of what is no matrix, biases say. */
  readonly others: AdamW
}

/**
 * Momentum whose update is brought to a matrix of nearly equal singular values (Jordan et al. 2024,
 * kellerjordan.github.io/posts/muon), with Nesterov's look ahead as there; vectors follow AdamW. A weight is [in, out]
 * here, so that a layer with more outputs than inputs takes steps longer by √(out/in).
 */
export function muon({ rate, momentum, decay, others }: Muon): Optimizer {
  const forOthers = adamW(others)
  return {
    begin(weights) {
      const matrices = emptyState(only(weights, isMatrix), ['velocity'])
      const { means } = forOthers.begin(only(weights, (shape) => !isMatrix(shape)))
      return { updates: 0, means: { ...matrices.means, ...means } }
    },
    update(state, weights, gradients) {
      const vectors = forOthers.update(
        state,
        only(weights, (shape) => !isMatrix(shape)),
        gradients,
      ) // counts the update
      return { ...weights, ...eachLayer(only(weights, isMatrix), (layer, old) => next(layer, old)), ...vectors }

      function next(layer: string, old: Float32Array): Float32Array {
        const [rows, cols] = weights[layer]?.shape as [number, number]
        const velocity = state.means.velocity?.[layer] as Float32Array
        const direction = orthogonalized(aheadOf(velocity, gradients, layer, momentum), rows, cols)
        const step = rate * Math.sqrt(Math.max(1, cols / rows))
        return old.map((weight, i) => weight * (1 - rate * decay) - step * (direction[i] as number))
      }
    },
    facts: () => ({ kind: 'other', rate, momentum, l2: 0, preconditioner: null }),
  }
}

/** The velocity is a running mean of gradients; the update looks ahead along it. */
function aheadOf(velocity: Float32Array, gradients: Gradients, layer: string, momentum: number): Float64Array {
  return Float64Array.from(gradients[layer] as Float32Array, (slope, i) => {
    velocity[i] = momentum * (velocity[i] as number) + (1 - momentum) * slope
    return momentum * velocity[i] + (1 - momentum) * slope
  })
}

function isMatrix(shape: readonly number[]): boolean {
  return shape.length === 2
}

function only(weights: WeightsByLayer, which: (shape: readonly number[]) => boolean): WeightsByLayer {
  return Object.fromEntries(Object.entries(weights).filter(([, { shape }]) => which(shape)))
}
