import { expect, it } from 'vitest'
import { trainableDepth } from '#trainer/experiments/trainable-depth.ts'
import { judged } from './judged.ts'

/** What it claims of itself takes three deep networks: `phasescope verify` trains these. */
it('trainable-depth learns nothing from the variance with which PyTorch begins, whatever it is told', async () => {
  const planted: typeof trainableDepth = {
    ...trainableDepth,
    recipe: (settings, seed) => trainableDepth.recipe({ ...settings, weightVariance: 1 / 3 }, seed),
  }
  expect(await judged(planted, { only: ['critical-learns'], steps: 60 })).toMatchObject([{ holds: false }])
  expect(await judged(trainableDepth, { only: ['critical-learns'], steps: 60 })).toMatchObject([{ holds: true }])
})
