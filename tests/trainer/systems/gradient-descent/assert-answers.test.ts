import { describe, expect, it } from 'vitest'
import { assertTrains, experiments } from '#trainer/experiments/index.ts'
import { denseMlp, kan } from '#trainer/models/index.ts'
import { openGradientDescent, type RecipeFor } from '#trainer/systems/index.ts'
import { workbenchOf } from '#trainer/tensors/workbench.ts'
import { backend } from '../../runs.ts'
import { batched } from './batched.ts'

const { tf } = workbenchOf(await backend())
const settings = { kind: 'epochs', size: 8, rate: 0.1 }
const WHY = /^The model gives 5 numbers for each example, and the task has 3 classes; make them the same$/

describe('a model that gives other numbers than its task asks for', () => {
  it('is refused at the opening where its last layer says so', () => {
    const model = denseMlp({
      widths: [5, 7, 5],
      activation: 'tanh',
      hasBiases: true,
      initialization: { kind: 'pytorch' },
    })
    const wrong: RecipeFor = (values, seed) => ({ ...batched.recipe(values, seed), model })
    expect(() => openGradientDescent(wrong, settings, 4, { tf })).toThrow(WHY)
  })

  it('is refused at its first pass in any case', () => {
    const model = kan({ widths: [5, 5], grids: [{ from: -1, to: 1, intervals: 3, beyond: 1 }], splineDeviation: 0.1 })
    const wrong: RecipeFor = (values, seed) => ({ ...batched.recipe(values, seed), model })
    const system = openGradientDescent(wrong, settings, 4, { tf })
    expect(() => system.prepare()).toThrow(WHY)
    expect(() => system.inputs.test).toThrow(WHY)
    system.dispose()
  })

  it('is none of the catalogue', () => {
    for (const experiment of experiments) expect(() => assertTrains(experiment), experiment.id).not.toThrow()
  })
})
