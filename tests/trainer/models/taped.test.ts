import type { Tensor2D } from '@tensorflow/tfjs-core'
import { describe, expect, it } from 'vitest'
import { experimentCardOf, defineExperiment } from '#trainer/experiments/define.ts'
import { crossEntropy } from '#trainer/losses/cross-entropy.ts'
import { meanSquaredError } from '#trainer/losses/mean-squared-error.ts'
import { denseMlp } from '#trainer/models/dense-mlp.ts'
import type { Batch, Model } from '#trainer/models/model.ts'
import { taped } from '#trainer/models/taped.ts'
import { sgd } from '#trainer/optimizers/sgd.ts'
import type { Tf } from '#trainer/tensors/tensors.ts'
import { workbenchOf } from '#trainer/tensors/workbench.ts'
import { backend } from '../runs.ts'
import { points, prepared, type SmallNetwork } from '../small-networks.ts'
import { wrongSlopes } from './held-to-differences.ts'

const written = denseMlp({
  widths: [5, 7, 6, 3],
  activation: 'tanh',
  hasBiases: true,
  initialization: { kind: 'normal', weightVariance: 1.5, biasVariance: 0.3 },
}) as Model
const { forward: _, ...withoutWayBack } = written
const onTape = taped(withoutWayBack)
const network = (model: Model): SmallNetwork => ({ name: 'dense', model, task: points })
const losses = [crossEntropy(1), meanSquaredError]

describe('a model that leaves its way back to the tape', () => {
  it('has the gradient of the one that was written, and the slope of its loss', async () => {
    const { tf } = workbenchOf(await backend())
    const { weights, names, batch } = prepared(tf, network(onTape))
    for (const loss of losses) {
      expect(wrongSlopes(tf, onTape, weights, batch, loss)).toEqual([])
      const [theirs, ours] = [onTape, written].map((model) => {
        const { logits, backward } = model.forward(tf, weights, batch)
        return backward(loss.judge(tf, batch, logits).gradient())
      }) as [Record<string, Tensor2D>, Record<string, Tensor2D>]
      expect(Object.keys(theirs)).toEqual(names)
      for (const name of names) {
        const scale = Math.max(...ours[name]!.dataSync().map(Math.abs))
        ours[name]!.dataSync().forEach((slope, i) =>
          expect(Math.abs(slope - theirs[name]!.dataSync()[i]!) / scale).toBeLessThan(1e-5),
        )
      }
    }
  })

  it('is trained as any other, says so on the card of its experiment, and offers no Hessian products', () => {
    const experimentOn = (model: Model) =>
      defineExperiment({
        ...{ id: 'on-tape', name: 'On tape', about: 'A network', reference: 'none', claims: [] },
        ...{ parameters: {}, seed: 0, steps: 1, probes: [] },
        recipe: () => ({ task: points, model, loss: meanSquaredError, optimizer: sgd({ rate: 0.1 }) }),
      })
    expect(experimentCardOf(experimentOn(onTape)).gradient).toBe('tape')
    expect(experimentCardOf(experimentOn(written)).gradient).toBeUndefined()
    expect(experimentOn(onTape).provides).not.toContain('objective')
    expect(experimentOn(onTape).provides).toContain('gradients')
    expect(experimentOn(written).provides).toContain('objective')
  })
})

describe('a way back that is wrong', () => {
  /** The network as written, its slopes spoiled in one layer. */
  const spoiled = (layer: string, spoil: (tf: Tf, slope: Tensor2D) => Tensor2D): Model => ({
    ...written,
    forward(tf, weights, batch: Batch) {
      const pass = written.forward(tf, weights, batch)
      return {
        ...pass,
        backward(slope) {
          const right = pass.backward(slope)
          return { ...right, [layer]: spoil(tf, right[layer] as Tensor2D) }
        },
      }
    },
  })

  it.each([
    ['of the wrong sign', 'w2', (tf: Tf, slope: Tensor2D) => tf.neg(slope)],
    ['a tenth too large', 'w1', (tf: Tf, slope: Tensor2D) => tf.mul<Tensor2D>(slope, 1.1)],
    ['upside down', 'w3', (tf: Tf, slope: Tensor2D) => tf.reverse(slope, 0)],
    ['of the wrong shape', 'w2', (tf: Tf, slope: Tensor2D) => tf.transpose(slope)],
    ['of nothing', 'b1', (tf: Tf, slope: Tensor2D) => tf.zerosLike(slope)],
  ] as const)('is found in its layer: %s', async (_name, layer, spoil) => {
    const { tf } = workbenchOf(await backend())
    const { weights, batch } = prepared(tf, network(written))
    for (const loss of losses) {
      expect(wrongSlopes(tf, written, weights, batch, loss)).toEqual([])
      expect(wrongSlopes(tf, spoiled(layer, spoil), weights, batch, loss)).toEqual([layer])
    }
  })
})
