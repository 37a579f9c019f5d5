import type { TensorContainer } from '@tensorflow/tfjs-core'
import type { ByLayer, Inputs, Tf } from '#probes/define.ts'
import { openStream } from '#src/vocabulary/random.ts'
import type { Recipe } from './experiments/define.ts'
import type { WeightsByLayer } from './models/model.ts'
import { openSnapshots } from './snapshot.ts'

/** A network in training, between two updates: what can be read of it, and the way to the next step. */
export interface Training {
  readonly step: number
  /**
   * Everything that probes may read at this step. Each is computed when it is first read, once a step, and lasts
   * until `advance`. Reading changes nothing of what follows.
   */
  readonly inputs: Inputs
  /** One update, from the very gradient that `inputs` shows. */
  advance(): void
  readonly weights: WeightsByLayer
  /** Milliseconds spent in forward, backward and update; nothing that was done for probes only. */
  readonly trainingMs: number
  close(): void
}

export function openTraining(tf: Tf, recipe: Recipe, seed: number): Training {
  const { model, optimiser } = recipe
  let step = 0
  let trainingMs = 0
  let weights = model.initialWeights(openStream(seed, 'initialisation'))
  const state = optimiser.begin(weights)
  const initial = uploaded(tf, weights)
  let tensors = initial
  let before: ByLayer | null = null
  const snapshots = openSnapshots(tf, recipe, seed, initial)
  let now = snapshots.take(tensors, before)

  return {
    get step() {
      return step
    },
    get inputs() {
      return now.inputs
    },
    get weights() {
      return weights
    },
    get trainingMs() {
      return trainingMs
    },
    advance() {
      const { gradients, ms } = now.pass()
      const start = performance.now()
      const slopes = Object.fromEntries(
        Object.entries(gradients).map(([layer, gradient]) => [layer, gradient.dataSync() as Float32Array]),
      )
      weights = optimiser.update(state, weights, slopes)
      now.release()
      if (before !== null && before !== initial) tf.dispose(before)
      before = tensors
      tensors = uploaded(tf, weights)
      step += 1
      now = snapshots.take(tensors, before)
      trainingMs += ms + performance.now() - start
    },
    close() {
      now.release()
      snapshots.close()
      tf.dispose([initial, before, tensors] as TensorContainer)
    },
  }
}

function uploaded(tf: Tf, weights: WeightsByLayer): ByLayer {
  return Object.fromEntries(
    Object.entries(weights).map(([layer, { values, shape }]) => [layer, tf.tensor(values, [...shape])]),
  )
}
