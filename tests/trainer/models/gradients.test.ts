import type { Scalar, Tensor } from '@tensorflow/tfjs-core'
import { describe, expect, it } from 'vitest'
import type { Tf } from '#trainer/tensors/tensors.ts'
import { openStream } from '#src/vocabulary/random.ts'
import { crossEntropy } from '#trainer/losses/cross-entropy.ts'
import type { Loss } from '#trainer/losses/loss.ts'
import { meanSquaredError } from '#trainer/losses/mean-squared-error.ts'
import { ACTIVATIONS } from '#trainer/layers/activation.ts'
import type { Model } from '#trainer/models/model.ts'
import { pairMlp } from '#trainer/models/pair-mlp.ts'
import { pairTransformer } from '#trainer/models/pair-transformer.ts'
import { modularArithmetic } from '#trainer/data/modular.ts'
import type { PointExamples } from '#trainer/data/task.ts'
import { workbenchOf } from '#trainer/tensors/workbench.ts'
import { plainActivations, plainDense, plainMlp, plainTransformer, type PlainLogits } from './plain-models.ts'
import { backend } from '../runs.ts'
import { denseNetworks, prepared as preparedSmall } from '../small-networks.ts'

const modulus = 7
const task = modularArithmetic({ operation: 'add', modulus, trainFraction: 0.6, corruptionFraction: 0.1 }, 2)
const models: [string, Model, PlainLogits][] = [
  ...ACTIVATIONS.map((activation): [string, Model, PlainLogits] => [
    `MLP, ${activation}`,
    pairMlp({ modulus, width: 9, activation, initialScale: 1 }),
    plainMlp(modulus, plainActivations[activation]),
  ]),
  ['transformer', pairTransformer({ modulus, heads: 2, width: 8, mlpWidth: 12 }), plainTransformer(modulus, 2)],
  [
    'transformer, one head',
    pairTransformer({ modulus, heads: 1, width: 6, mlpWidth: 5 }),
    plainTransformer(modulus, 1),
  ],
]
const losses: [string, Loss, (tf: Tf, logits: Tensor, targets: Tensor) => Scalar][] = [
  ['mean squared error', meanSquaredError, (tf, logits, targets) => tf.mean(tf.squaredDifference(logits, targets))],
  [
    'cross-entropy',
    crossEntropy(1),
    (tf, logits, targets) => tf.neg(tf.mean(tf.sum(tf.mul(tf.logSoftmax(logits as never), targets), 1))) as Scalar,
  ],
  [
    'cross-entropy at a temperature of 3',
    crossEntropy(3),
    (tf, logits, targets) => tf.neg(tf.mean(tf.sum(tf.mul(tf.logSoftmax(tf.div(logits, 3)), targets), 1))) as Scalar,
  ],
]
const cases = models.flatMap(([name, model, plain]) => losses.map((loss) => ({ name, model, plain, loss })))

describe('the gradient written by hand', () => {
  it.each(cases)('is that of the tape through the plain model: $name, $loss.0', async ({ model, plain, loss }) => {
    const { tf } = workbenchOf(await backend())
    const { batch, weights, names } = prepared(tf, model)
    const pass = model.forward(tf, weights, batch)
    const judged = loss[1].judge(tf, batch, pass.logits)
    const gradients = pass.backward(judged.gradient())

    const value = (...tensors: Tensor[]) => {
      const byLayer = Object.fromEntries(names.map((name, i) => [name, tensors[i] as Tensor]))
      return loss[2](tf, plain(tf, byLayer, task.train), batch.targets)
    }
    const taped = tf.valueAndGrads(value)(names.map((name) => weights[name] as Tensor))
    expect(judged.loss).toBeCloseTo(taped.value.dataSync()[0] as number, 5)
    expect(Object.keys(gradients)).toEqual(names)
    names.forEach((name, i) => {
      const ours = gradients[name]!.dataSync()
      const theirs = taped.grads[i]!.dataSync()
      expect(gradients[name]!.shape).toEqual(weights[name]!.shape)
      const scale = Math.max(...theirs.map(Math.abs))
      expect(scale).toBeGreaterThan(0)
      ours.forEach((slope, j) => expect(Math.abs(slope - theirs[j]!) / scale).toBeLessThan(2e-5))
    })
  })

  it.each(denseNetworks)('is that of the tape through the plain model: $name', async (network) => {
    const { tf } = workbenchOf(await backend())
    const { weights, names, batch, train } = preparedSmall(tf, network)
    const { inputs } = train as PointExamples
    const activation = network.name.replace('dense, ', '') as keyof typeof plainActivations
    const depth = names.filter((name) => name.startsWith('w')).length
    const plain = plainDense(depth, plainActivations[activation])
    for (const [, loss, plainLoss] of losses) {
      const pass = network.model.forward(tf, weights, batch)
      const gradients = pass.backward(loss.judge(tf, batch, pass.logits).gradient())
      const value = (...tensors: Tensor[]) =>
        plainLoss(
          tf,
          plain(
            tf,
            Object.fromEntries(names.map((name, i) => [name, tensors[i] as Tensor])),
            tf.tensor2d([...inputs.data], [inputs.rows, inputs.cols]),
          ),
          batch.targets,
        )
      const taped = tf.grads(value)(names.map((name) => weights[name] as Tensor))
      expect(Object.keys(gradients)).toEqual(names)
      expect(network.model.logits(tf, weights, batch).dataSync()).toEqual(pass.logits.dataSync())
      names.forEach((name, i) => {
        const theirs = taped[i]!.dataSync()
        const scale = Math.max(...theirs.map(Math.abs))
        expect(scale).toBeGreaterThan(0)
        expect(gradients[name]!.shape).toEqual(weights[name]!.shape)
        gradients[name]!.dataSync().forEach((slope, j) =>
          expect(Math.abs(slope - theirs[j]!) / scale, `${name}[${j}]`).toBeLessThan(2e-5),
        )
      })
    }
  })

  it.each(models)('has the same logits, to the bit, where nothing goes back: %s', async (_, model) => {
    const { tf } = workbenchOf(await backend())
    const { batch, weights } = prepared(tf, model)
    expect(model.logits(tf, weights, batch).dataSync()).toEqual(model.forward(tf, weights, batch).logits.dataSync())
  })

  // Differences across a kink are no slope: ReLU is left to the tape.
  const smooth = cases.filter(({ name }) => name === 'MLP, quadratic' || name === 'MLP, gelu')
  it.each(smooth)('is the slope of the loss: $name, $loss.0', async ({ model, loss: [, loss] }) => {
    const { tf } = workbenchOf(await backend())
    const { batch, weights, names } = prepared(tf, model)
    const lossAt = (at: typeof weights) => loss.judge(tf, batch, model.forward(tf, at, batch).logits).loss
    const pass = model.forward(tf, weights, batch)
    const gradients = pass.backward(loss.judge(tf, batch, pass.logits).gradient())
    const stream = openStream(4, 'directions')
    for (const name of names) {
      // Along a random direction of one layer, from both sides: float32 leaves three digits.
      const direction = tf.tensor(
        Float32Array.from({ length: weights[name]!.size }, () => stream.normal()),
        weights[name]!.shape,
      )
      const moved = (by: number) => ({ ...weights, [name]: tf.add(weights[name]!, tf.mul(direction, by)) })
      const reach = 3e-3
      const measured = (lossAt(moved(reach)) - lossAt(moved(-reach))) / (2 * reach)
      const withRunLock = tf.sum(tf.mul(gradients[name]!, direction)).dataSync()[0] as number
      const size = tf.norm(gradients[name]!).dataSync()[0] as number
      expect(Math.abs(measured - withRunLock)).toBeLessThan(0.02 * size + 2e-4)
    }
  })
})

function prepared(tf: Tf, model: Model) {
  const initial = model.initialWeights(openStream(1, 'initialisation'))
  const weights = Object.fromEntries(
    Object.entries(initial).map(([layer, { values, shape }]) => [layer, tf.tensor(values, [...shape])]),
  )
  return { batch: model.batch(tf, task.train), weights, names: Object.keys(weights) }
}
