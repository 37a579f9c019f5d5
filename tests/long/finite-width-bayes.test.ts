import { expect, it } from 'vitest'
import { finiteWidthBayes } from '#trainer/experiments/finite-width-bayes.ts'
import type { BayesianMlpSettings } from '#trainer/systems/langevin/bayesian-mlp.ts'
import { bayesianMlp } from '#trainer/systems/index.ts'
import { brokenOf, withRule } from '../trainer/experiments/verified.ts'

it('finite-width-bayes keeps its claims', async () => {
  expect(await brokenOf(finiteWidthBayes, { seeds: [0, 1, 2], tier: 'nightly' })).toEqual([])
})

it('and does not where the prior is not multiplied by the temperature', async () => {
  const wrong = withRule(finiteWidthBayes, (settings, seed) => {
    const right = bayesianMlp(settings as unknown as BayesianMlpSettings, seed)
    const harder = { ...settings, precision: (settings.precision as number) / (settings.temperature as number) }
    return {
      ...right,
      next: (now, _, chance) => right.next(now, harder, chance),
      // It believes that it samples the posterior of the settings.
      shows: (view) => {
        const remembered = view.now['mean/error']
        if (remembered === undefined) return right.shows(view)
        const values = Float64Array.from(remembered.values)
        values[2] = settings.precision as number
        return right.shows({ ...view, now: { ...view.now, 'mean/error': { ...remembered, values } } })
      },
    }
  })
  expect(await brokenOf({ ...wrong, steps: 400 }, { seeds: [0], only: ['as-predicted'] })).toHaveLength(1)
})
