import { expect, it } from 'vitest'
import { trainableDepth } from '#trainer/experiments/trainable-depth.ts'
import { verdictsOf } from './verified.ts'

/** What it claims of itself takes three deep networks: `phasescope verify` trains these. */
it('trainable-depth learns nothing from the variance with which PyTorch begins, whatever it is told', async () => {
  const planted: typeof trainableDepth = {
    ...trainableDepth,
    recipe: (settings, seed) => trainableDepth.recipe({ ...settings, weightVariance: 1 / 3 }, seed),
  }
  const trial = { only: ['critical-learns'], steps: 60 }
  expect(await verdictsOf(planted, trial)).toEqual({ 'critical-learns': 'fails' })
  expect(await verdictsOf(trainableDepth, trial)).toEqual({ 'critical-learns': 'holds' })
})
