import { describe, expect, it } from 'vitest'
import { crossEntropy } from '#trainer/losses/cross-entropy.ts'
import type { Batch } from '#trainer/models/model.ts'
import { pairTransformer } from '#trainer/models/pair-transformer.ts'
import { adamW, type AdamW } from '#trainer/optimizers/adamw.ts'
import { sgd } from '#trainer/optimizers/sgd.ts'
import { workbenchOf } from '#trainer/tensors/workbench.ts'
import reference from '../../../references/trainer.json' with { type: 'json' }
import { backend } from '../../runs.ts'

/** Held to `tests/references/trainer.py`, which shares no formula with the trainer. */
describe('the transformer', () => {
  it.each(reference.transformers)('gives the logits of full causal attention: $heads heads of $width', async (one) => {
    const { tf } = workbenchOf(await backend())
    const model = pairTransformer(one)
    const weights = Object.fromEntries(
      Object.entries(one.weights).map(([layer, { shape, values }]) => [layer, tf.tensor(values, shape)]),
    )
    const shapes = Object.entries(model.initialWeights({ normal: () => 0 } as never)).map(([layer, w]) => [
      layer,
      w.shape,
    ])
    expect(Object.fromEntries(shapes)).toEqual(
      Object.fromEntries(Object.entries(one.weights).map(([layer, { shape }]) => [layer, shape])),
    )
    const [a, b] = [Int32Array.from(one.a), Int32Array.from(one.b)]
    const logits = model.forward(tf, weights, model.batch(tf, { a, b, labels: a, trueLabels: a })).logits.arraySync()
    const scale = Math.max(...one.logits.flat().map(Math.abs))
    logits.forEach((row, i) =>
      row.forEach((logit, j) => expect(Math.abs(logit - one.logits[i]![j]!) / scale).toBeLessThan(2e-6)),
    )
  })
})

describe('cross-entropy', () => {
  it.each(reference.crossEntropies)('is that of float64, far into the tails: $loss', async (one) => {
    const { tf } = workbenchOf(await backend())
    const classes = one.logits[0]!.length
    const batch: Batch = {
      size: one.labels.length,
      targets: tf.oneHot(tf.tensor1d(one.labels, 'int32'), classes, 1, 0, 'float32') as Batch['targets'],
      answers: Int32Array.from(one.labels),
    }
    const judged = crossEntropy(1).judge(tf, batch, tf.tensor2d(one.logits))
    expect(Math.abs(judged.loss / one.loss - 1)).toBeLessThan(1e-5)
    const gradient = judged.gradient().arraySync()
    gradient.forEach((row, i) =>
      row.forEach((slope, j) => {
        const wanted = one.gradient[i]![j]!
        // Below the smallest normal float32 there is nothing left to hold to.
        if (Math.abs(wanted) > 1e-37) expect(Math.abs(slope / wanted - 1)).toBeLessThan(2e-5)
      }),
    )
  })

  it('does not collapse where 1 − probability rounds to zero in float32', () => {
    const [, , collapsing] = reference.crossEntropies
    expect(collapsing!.loss).toBeLessThan(2 ** -24)
    expect(collapsing!.loss).toBeGreaterThan(0)
  })
})

describe('optimizers', () => {
  const adam = (settings: Omit<AdamW, 'decay'>) => adamW({ ...settings, decay: 0 })
  const made = { adamw: adamW, adam, sgd }
  it.each(reference.optimizers)('follow the reference step by step: $name, $settings', (one) => {
    const optimizer = made[one.name as keyof typeof made](one.settings as never)
    let weights = { layer: { shape: [6], values: Float32Array.from(one.theta) } } as ReturnType<typeof optimizer.update>
    const state = optimizer.begin(weights)
    one.path.forEach((wanted, step) => {
      weights = optimizer.update(state, weights, { layer: Float32Array.from(one.gradients[step]!) })
      const values = weights.layer!.values
      wanted.forEach((value, i) =>
        expect(Math.abs(values[i]! - value)).toBeLessThan(4e-6 * Math.max(1, Math.abs(value))),
      )
    })
    expect(state.updates).toBe(one.path.length)
  })
})
