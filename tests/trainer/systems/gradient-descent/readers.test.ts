import { describe, expect, it } from 'vitest'
import { openStream } from '#src/vocabulary/random.ts'
import { experiments } from '#trainer/experiments/index.ts'
import { planRun } from '#trainer/run/plan.ts'
import { needsServedBy } from '#trainer/systems/gradient-descent/readers.ts'
import { openSnapshots } from '#trainer/systems/gradient-descent/snapshot.ts'
import { uploaded } from '#trainer/tensors/host.ts'
import { workbenchOf } from '#trainer/tensors/workbench.ts'
import { backend } from '../../runs.ts'

const small = ['width=8', 'mlpWidth=8', 'examples=12', 'trainPerClass=6', 'testPerClass=4']

const trained = experiments.filter(({ recipe }) => recipe !== undefined)

describe.each(trained)('a step of $id', ({ id, parameters, recipe: recipeOf }) => {
  it('serves what it says, and says why of all else', async () => {
    const { tf } = workbenchOf(await backend())
    const before = tf.memory().numTensors
    const has = (one: string) => parameters.some(({ key }) => one.startsWith(`${key}=`))
    // Those of linear congruences are powers of 2.
    const set = [`modulus=${id === 'lcg-fixed-modulus' ? 8 : 7}`, ...small].filter(has)
    const recipe = recipeOf!(planRun({ experiment: id, set }).parameters, 0)
    const weights = recipe.model.initialWeights(openStream(0, 'weights'))
    const tensors = uploaded(tf, weights)
    const state = recipe.optimizer.begin(weights)
    const snapshots = openSnapshots(tf, 0, weights, null)
    const twin = recipe.twin === undefined ? null : () => ({ name: 'twin', weights, model: recipe.model })
    const none = { before: null, twoBefore: null, previousGradients: null }
    const { inputs, release } = snapshots.take(
      { weights, tensors, ...none, facts: () => recipe.optimizer.facts(state), twin },
      recipe,
    )
    const served = needsServedBy(recipe)
    const needs = Object.keys(inputs) as (keyof typeof inputs)[]
    expect(needs).toEqual(expect.arrayContaining(served))
    for (const need of needs) {
      if (served.includes(need)) expect(inputs[need], need).toBeDefined()
      else expect(() => inputs[need], need).toThrow(/^(The (task|model) (has|is) no|No second network)/)
    }
    release()
    snapshots.close()
    tf.dispose(tensors)
    expect(tf.memory().numTensors).toBe(before)
  })
})
