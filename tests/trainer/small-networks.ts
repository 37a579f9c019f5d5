import { openStream } from '#src/vocabulary/random.ts'
import { ACTIVATIONS } from '#trainer/layers/activation.ts'
import { denseMlp } from '#trainer/models/dense-mlp.ts'
import type { Batch, Model, WeightsByLayer } from '#trainer/models/model.ts'
import { pairMlp } from '#trainer/models/pair-mlp.ts'
import { gaussianMixture } from '#trainer/data/gaussian-mixture.ts'
import { modularArithmetic } from '#trainer/data/modular.ts'
import type { Split, Task } from '#trainer/data/task.ts'
import type { ByLayer, Tf } from '#trainer/tensors/tensors.ts'

/** Networks of every sort, small enough to be held to slow and certain computations. */

export const pairs = modularArithmetic({ operation: 'add', modulus: 7, trainFraction: 0.6, corruptionFraction: 0.1 }, 2)
export const points = gaussianMixture(
  { classes: 3, dimensions: 5, trainPerClass: 6, testPerClass: 4, separation: 1, corruptionFraction: 0.2 },
  2,
)

export interface SmallNetwork {
  readonly name: string
  readonly model: Model
  readonly task: Task
}

/** Uneven widths, biases and none, one to three layers, every activation. */
export const denseNetworks: SmallNetwork[] = ACTIVATIONS.map((activation, i) => ({
  name: `dense, ${activation}`,
  model: denseMlp({
    widths: [
      [5, 3],
      [5, 7, 3],
      [5, 8, 6, 3],
    ][Math.min(2, (i % 3) + (i < 3 ? 0 : 1))]!,
    activation,
    hasBiases: i % 2 === 0,
    initialization: { kind: 'normal', weightVariance: 1.5, biasVariance: 0.3 },
  }) as Model,
  task: points,
}))

export const pairNetworks: SmallNetwork[] = ACTIVATIONS.map((activation) => ({
  name: `pairs, ${activation}`,
  model: pairMlp({ modulus: 7, width: 9, activation, initialScale: 1 }) as Model,
  task: pairs,
}))

export interface Prepared {
  readonly host: WeightsByLayer
  readonly weights: ByLayer
  readonly names: readonly string[]
  readonly batch: Batch
  readonly train: Split
}

export function prepared(tf: Tf, { model, task }: SmallNetwork, seed = 1): Prepared {
  const host = model.initialWeights(openStream(seed, 'initialisation'))
  const weights = Object.fromEntries(
    Object.entries(host).map(([layer, { values, shape }]) => [layer, tf.tensor(values, [...shape])]),
  )
  return { host, weights, names: Object.keys(weights), batch: model.batch(tf, task.train), train: task.train }
}
