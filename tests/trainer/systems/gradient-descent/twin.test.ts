import { describe, expect, it } from 'vitest'
import { every, type Command } from '#src/vocabulary/index.ts'
import { defineExperiment } from '#trainer/experiments/define.ts'
import { openGradientDescent } from '#trainer/systems/gradient-descent/gradient-descent.ts'
import { workbenchOf } from '#trainer/tensors/workbench.ts'
import { backend } from '../../runs.ts'
import { expectAsIfNothingHadBeen, watched } from '../as-if-nothing-had-been.ts'
import { batched } from './batched.ts'

const { tf } = workbenchOf(await backend())
const settings = { kind: 'epochs', size: 8, rate: 0.1 }
const parameters = Object.fromEntries(batched.parameters.map(({ key, ...card }) => [key, card])) as never
/** Beside a network one of the same task with other weights and other batches. */
const paired = defineExperiment({
  ...batched,
  id: 'paired',
  parameters,
  recipe: (values, seed) => ({
    ...batched.recipe(values, seed),
    twin: { name: 'the twin', recipe: batched.recipe(values, seed), seed: seed + 1 },
  }),
})

describe('a network that is trained beside another', () => {
  it('goes on with it: resumed, forked and looked at late they are as if nothing had been', async () => {
    const attached = ['agreement', 'mode-connectivity-barrier', 'train-loss'].map((probe) => ({
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
