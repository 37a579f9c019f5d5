import { expect, it } from 'vitest'
import { scoreNetwork } from '#trainer/experiments/score-network.ts'
import { openGradientDescent } from '#trainer/systems/index.ts'
import { workbenchOf } from '#trainer/tensors/index.ts'
import { planRun } from '#trainer/run/plan.ts'
import { backend } from '../../runs.ts'

const { tf } = workbenchOf(await backend())
const { parameters, seed } = planRun({
  experiment: 'score-network',
  set: ['width=8', 'trainPerClass=2', 'batchSize=16'],
})
const opened = () => openGradientDescent(scoreNetwork.recipe!, parameters, seed, { tf })

it('what a network makes is the same whether one looks before, comes back to it or looks at it later, to the bit', () => {
  const [watched, alone] = [opened(), opened()]
  const after = (system: ReturnType<typeof opened>, steps: number) => {
    while (system.step < steps) system.advance()
    return system
  }
  const look = ({ samples, profiles, theory }: Partial<ReturnType<typeof opened>['inputs']>) => ({ samples, profiles, theory }) // prettier-ignore
  const then = look(after(watched, 5).inputs)
  const state = structuredClone(watched.state())
  const now = look(after(watched, 8).inputs)
  expect(now).not.toEqual(then)
  expect(look(after(alone, 8).inputs)).toEqual(now)
  const restored = opened()
  restored.restore(state, parameters)
  expect(look(restored.inputs)).toEqual(then)
  expect(look(after(restored, 8).inputs)).toEqual(now)
  const weights = Object.fromEntries(Object.entries(state.tensors).filter(([name]) => !name.includes('/')))
  expect(watched.glimpse(weights, parameters, look, 5)).toEqual(then)
  for (const system of [watched, alone, restored]) system.dispose()
})

it('another seed makes others, and both begin with noise that never changes', () => {
  const [one, other] = [opened(), openGradientDescent(scoreNetwork.recipe!, parameters, seed + 1, { tf })]
  expect(one.inputs.samples.generated.data).not.toEqual(other.inputs.samples.generated.data)
  expect(one.inputs.samples.training.rows).toBe(8)
  expect(one.inputs.samples.heldOut!.rows).toBe(512)
  for (const system of [one, other]) system.dispose()
})
