import { describe, expect, it } from 'vitest'
import { every, type Command } from '#src/vocabulary/index.ts'
import { formulaValues } from '#trainer/data/formula.ts'
import { defineStagedExperiment, experimentCardOf } from '#trainer/experiments/define.ts'
import { refinedGrid, refinedSpline } from '#trainer/layers/refined-spline.ts'
import { meanSquaredError } from '#trainer/losses/mean-squared-error.ts'
import { kan } from '#trainer/models/kan.ts'
import { adamW } from '#trainer/optimizers/adamw.ts'
import { workbenchOf } from '#trainer/tensors/workbench.ts'
import { backend } from '../../runs.ts'
import { expectAsIfNothingHadBeen, watched } from '../as-if-nothing-had-been.ts'

const grid = { from: -1, to: 1, intervals: 3, beyond: 1 }
const refinesAt = 12

/** Splines whose grid is halved at step 12. */
const refining = defineStagedExperiment({
  ...{ id: 'refining', name: 'Refining', about: 'Splines refined on the way', reference: 'None', claims: [] },
  parameters: {
    rate: { type: 'number', default: 0.02, min: 0, max: 10, settable: true, about: 'Learning rate' },
  },
  ...{ seed: 4, steps: 30, probes: [] },
  stages({ rate }, seed) {
    const task = formulaValues(
      { variables: 2, value: ([x = 0, y = 0]) => Math.sin(3 * x) * y, trainExamples: 40, testExamples: 20 },
      seed,
    )
    const recipe = (on: typeof grid) => ({
      task,
      model: kan({ widths: [2, 1], grids: [on], splineDeviation: 0.3 }),
      loss: meanSquaredError,
      optimizer: adamW({ rate, decay: 0, betas: [0.9, 0.99] }),
    })
    return [
      { updates: refinesAt, recipe: recipe(grid) },
      {
        updates: 1,
        recipe: recipe(refinedGrid(grid)),
        carry: (weights) => ({ ...weights, 'kan1.spline': refinedSpline(weights['kan1.spline']!, grid) }),
      },
    ]
  },
})
const parameters = { rate: 0.02 }
const { tf } = workbenchOf(await backend())

describe('a training in stages', () => {
  it('is resumed, forked and looked at late as if nothing had been, on both sides of the change', async () => {
    const attached = [
      { probe: 'train-loss', cadence: every(1) },
      { probe: 'test-loss', cadence: every(2) },
      { probe: 'weight-norm', cadence: every(1) },
      { probe: 'gradient-norm', cadence: every(3) },
      { probe: 'sharpness', cadence: every(6) },
    ]
    const set: Command = { type: 'set', key: 'rate', value: 0.01 }
    const script = { 5: [{ type: 'checkpoint' } as const], 14: [{ type: 'checkpoint' } as const], 17: [set] }
    await expectAsIfNothingHadBeen(watched(refining, parameters, attached, script), [4, 11, 12, 13, 20])
  })

  it('shows at the step of the change what was there before it, and goes on from the same function', () => {
    const system = refining.open(parameters, 4, { tf })
    while (system.step < refinesAt) system.advance()
    const shapeAt = () => system.inputs.weights?.['kan1.spline']?.shape
    expect(shapeAt()).toEqual([2 * 6, 1])
    const [before, { loss }] = [system.state(), system.inputs.train!]
    const still = refining.open({ rate: 0 }, 4, { tf })
    still.restore(before, { rate: 0 })
    still.advance()
    expect(still.inputs.weights?.['kan1.spline']?.shape).toEqual([2 * 15, 1])
    expect(still.inputs.updates).toBeDefined()
    expect(Math.abs(still.inputs.train!.loss / loss - 1)).toBeLessThan(1e-5)
    system.advance()
    expect(shapeAt()).toEqual([2 * 15, 1])
    expect(system.ownWork.updates).toBe(refinesAt + 1)
    // A glimpse of what it was goes by the network that it was then.
    const old = system.glimpse({ ...before.tensors }, parameters, ({ train }) => train!.loss, refinesAt)
    expect(old).toBe(loss)
    for (const one of [system, still]) one.dispose()
  })

  it('offers what holds throughout, and nothing of a start that may have had another shape', () => {
    expect(refining.provides).toEqual(expect.arrayContaining(['weights', 'train', 'test', 'gradients', 'objective']))
    expect(refining.provides).not.toContain('initialWeights')
    expect(experimentCardOf(refining)).not.toHaveProperty('stages')
  })
})
