import { describe, expect, it } from 'vitest'
import { forward } from '#probes/maths/chain/forward.ts'
import { every, type Command, type ParameterValues } from '#src/vocabulary/index.ts'
import { defineExperiment } from '#trainer/experiments/define.ts'
import { openGradientDescent } from '#trainer/systems/gradient-descent/gradient-descent.ts'
import { workbenchOf } from '#trainer/tensors/workbench.ts'
import { backend } from '../../runs.ts'
import { expectAsIfNothingHadBeen, watched } from '../as-if-nothing-had-been.ts'
import { batched } from './batched.ts'

const engine = await backend()
const { tf } = workbenchOf(engine)
const settings = { kind: 'epochs', size: 8, rate: 0.1 }
const parameters = Object.fromEntries(batched.parameters.map(({ key, ...card }) => [key, card])) as never
/** Beside a network one of the same task with other weights and other batches. */
const paired = defineExperiment({
  ...batched,
  id: 'paired',
  parameters,
  recipe: (values, seed) => ({
    ...batched.recipe(values, seed),
    twin: { name: 'the twin', recipe: batched.recipe(values, seed), seed: seed + 1, isReference: true },
  }),
})

describe('a network that is trained beside another', () => {
  it('goes on with it: resumed, forked and looked at late they are as if nothing had been', async () => {
    const attached = ['agreement', 'mode-connectivity-barrier', 'linear-cka', 'train-loss'].map((probe) => ({
      probe,
      cadence: every(3),
    }))
    const set: Command = { type: 'set', key: 'rate', value: 0.02 }
    await expectAsIfNothingHadBeen(
      watched(paired, settings, attached, { 6: [{ type: 'checkpoint' }], 10: [set] }, 20),
      [9],
    )
  })

  it('is what it would be alone, and leaves the other as it would be alone', () => {
    const [both, own, twin] = [
      openGradientDescent(paired.recipe, settings, 4, { tf }),
      openGradientDescent(batched.recipe, settings, 4, { tf }),
      openGradientDescent((values) => batched.recipe(values, 4), settings, 5, { tf }),
    ]
    for (let step = 0; step < 12; step++) {
      expect(both.inputs.weights).toEqual(own.inputs.weights)
      expect(both.inputs.other.weights).toEqual(twin.inputs.weights)
      expect(both.inputs.other.predictions).toEqual(twin.inputs.predictions)
      for (const one of [both, own, twin]) {
        if (step === 6) one.set('rate', 0.03)
        one.advance()
      }
    }
    for (const one of [both, own, twin]) one.dispose()
  })

  it('is what hidden layers are held against where it is the reference, and the start is where it is not', () => {
    const againstTheStart = (values: ParameterValues, seed: number) => {
      const { twin, ...recipe } = paired.recipe(values, seed)
      return { ...recipe, twin: { name: twin!.name, recipe: twin!.recipe, seed: twin!.seed } }
    }
    const [both, other, twin] = [
      openGradientDescent(paired.recipe, settings, 4, { tf }),
      openGradientDescent(againstTheStart, settings, 4, { tf }),
      openGradientDescent((values) => batched.recipe(values, 4), settings, 5, { tf }),
    ]
    for (let step = 0; step < 4; step++) {
      // Both look at the probe examples of their run, and those are of its seed: the twin's own are others.
      const { layers, probe } = both.inputs.other.chain!
      expect(both.inputs.other.weights).toEqual(twin.inputs.weights)
      const [first] = Object.values(both.inputs.referenceHidden)
      const ownFirst = forward(layers, probe.inputs, engine.linalg).h[1]!
      first!.data.forEach((value, i) => expect(Math.abs(value - ownFirst.data[i]!)).toBeLessThan(1e-5))
      expect(other.inputs.referenceHidden).toEqual(other.inputs.initialHidden)
      for (const one of [both, other, twin]) one.advance()
    }
    for (const one of [both, other, twin]) one.dispose()
  })

  it('is missed where a state lacks it', () => {
    const [both, own] = [paired, batched].map(({ recipe }) => openGradientDescent(recipe, settings, 4, { tf }))
    expect(() => both!.restore(own!.state(), settings)).toThrow(/damaged checkpoint: it lacks the second network/)
    for (const one of [both, own]) one!.dispose()
  })

  it('gives way to a network that is named', () => {
    const system = openGradientDescent(paired.recipe, settings, 4, {
      tf,
      other: {
        name: 'named',
        weights: batched.recipe(settings, 4).model.initialWeights({ normal: () => 0, uniform: () => 0 } as never),
        model: batched.recipe(settings, 4).model,
        made: { experiment: 'batched', parameters: settings, seed: 4 },
      },
    })
    expect(system.inputs.other.name).toBe('named')
    system.dispose()
  })
})
