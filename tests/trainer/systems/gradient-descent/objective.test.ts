import { describe, expect, it } from 'vitest'
import type { Objective } from '#probes/inputs.ts'
import { REDUCTIONS } from '#probes/maths/chain/chain.ts'
import { openStream } from '#src/vocabulary/random.ts'
import { checkObjective } from './check-objective.ts'
import { crossEntropy } from '#trainer/losses/cross-entropy.ts'
import type { Loss } from '#trainer/losses/loss.ts'
import { squaredError } from '#trainer/losses/squared-error.ts'
import type { Model } from '#trainer/models/model.ts'
import { pairTransformer } from '#trainer/models/pair-transformer.ts'
import { sgd } from '#trainer/optimizers/sgd.ts'
import { openTraining } from '#trainer/systems/gradient-descent/training.ts'
import { workbenchOf } from '#trainer/tensors/workbench.ts'
import { backend } from '../../runs.ts'
import { denseNetworks, pairNetworks, pairs, type SmallNetwork } from '../../small-networks.ts'

const transformer: SmallNetwork = {
  name: 'transformer',
  model: pairTransformer({ modulus: 7, heads: 2, width: 8, mlpWidth: 12 }) as Model,
  task: pairs,
}
const losses: [string, Loss][] = [
  ...REDUCTIONS.map((reduction): [string, Loss] => [`squared error, ${reduction}`, squaredError(reduction)]),
  ['cross-entropy', crossEntropy(1)],
  ['cross-entropy at a temperature of 0.6', crossEntropy(0.6)],
]
const cases = [...denseNetworks, ...pairNetworks, transformer].flatMap((network) =>
  losses.map(([loss, of]) => ({ name: network.name, loss, network, of })),
)

/** The objective of a training after a step or two, so that no weight is special. */
async function withObjective<T>({ task, model }: SmallNetwork, loss: Loss, ask: (objective: Objective) => T) {
  const { tf } = workbenchOf(await backend())
  const tensors = () => tf.memory().numTensors
  const before = tensors()
  const training = openTraining(tf, { task, model, loss, optimizer: sgd({ rate: 1e-3 }) }, 1)
  training.advance()
  try {
    return ask(training.inputs.objective)
  } finally {
    training.close()
    expect(tensors()).toBe(before)
  }
}

describe('the objective of a step', () => {
  it.each(cases)('has the curvature of its gradient and the gradient of its loss: $name, $loss', async (one) => {
    // A difference across a kink is no curvature: small networks of ReLU are left to their own tests.
    const isKinked = /relu|transformer/.test(one.name)
    const check = await withObjective(one.network, one.of, (objective) =>
      checkObjective(objective, openStream(3, 'directions')),
    )
    if (!isKinked) expect(check.againstDifferences).toBeLessThan(2e-3)
    expect(check.asymmetry).toBeLessThan(1e-5)
    expect(check.againstSlope).toBeLessThan(isKinked ? 0.05 : 3e-3)
    // Two halves of a sum do not average to it.
    if (!one.loss.endsWith('sum')) expect(check.betweenHalves).toBeLessThan(1e-5)
  })

  it('adds up over examples where the loss is a sum', async () => {
    const { network } = cases[0]!
    await withObjective(network, squaredError('sum'), ({ parameters, examples, loss }) => {
      const one = (i: number) => loss(parameters, Int32Array.of(i))
      const total = Array.from({ length: examples }, (_, i) => one(i)).reduce((sum, part) => sum + part, 0)
      expect(Math.abs(total / loss(parameters) - 1)).toBeLessThan(1e-6)
    })
  })

  it.each(cases)('multiplies by a second direction as by the first: $name, $loss', async ({ network, of }) => {
    await withObjective(network, of, ({ parameters, examples, hessianProduct }) => {
      const stream = openStream(11, 'directions')
      // Nothing is put aside where examples are named.
      const all = Int32Array.from({ length: examples }, (_, i) => i)
      for (let i = 0; i < 3; i++) {
        const v = parameters.map(() => stream.normal())
        expect(hessianProduct(v)).toEqual(hessianProduct(v, all))
      }
    })
  })

  it('keeps what its products share until the step is over, once', async () => {
    const { network, of } = cases[0]!
    const { tf } = workbenchOf(await backend())
    await withObjective(network, of, ({ parameters, hessianProduct }) => {
      hessianProduct(parameters)
      const kept = tf.memory().numTensors
      hessianProduct(parameters.map((weight, i) => weight + (i % 3)))
      expect(tf.memory().numTensors).toBe(kept)
    })
  })

  it('is linear in the direction, and zero along none', async () => {
    const { network, of } = cases.at(-1)!
    await withObjective(network, of, ({ parameters, hessianProduct }) => {
      const stream = openStream(5, 'direction')
      const v = parameters.map(() => stream.normal())
      const product = hessianProduct(v)
      const size = Math.hypot(...product)
      for (const scale of [1e-30, -3, 1e20]) {
        const scaled = hessianProduct(v.map((part) => scale * part))
        expect(Math.hypot(...scaled.map((part, i) => part / scale - product[i]!)) / size).toBeLessThan(1e-5)
      }
      expect([...hessianProduct(new Float64Array(parameters.length))].every((part) => part === 0)).toBe(true)
    })
  })

  it('lays the layers one after another, and gives the gradient of the step', async () => {
    const { tf } = workbenchOf(await backend())
    const { network, of } = cases[1]!
    const recipe = { task: network.task, model: network.model, loss: of, optimizer: sgd({ rate: 0.1 }) }
    const training = openTraining(tf, recipe, 1)
    const { objective, weights, gradients } = training.inputs
    const flat = (layers: typeof weights) => Object.values(layers).flatMap(({ values }) => [...values])
    expect([...objective.parameters]).toEqual(flat(weights))
    const names = Object.keys(weights)
    expect([...objective.gradient(objective.parameters)]).toEqual(names.flatMap((name) => [...gradients[name]!.values]))
    for (const { name, shape, from } of objective.layers) {
      expect(weights[name]!.shape).toEqual(shape)
      expect(objective.parameters[from]).toBe(weights[name]!.values[0])
    }
    expect(objective.loss(objective.parameters)).toBe(training.inputs.train.loss)
    training.close()
  })
})
