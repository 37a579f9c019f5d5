import { describe, expect, it } from 'vitest'
import { randomSigns } from '#trainer/data/index.ts'
import { lazyAndRich } from '#trainer/experiments/lazy-and-rich.ts'
import { sgd } from '#trainer/optimizers/index.ts'
import type { Recipe } from '#trainer/systems/index.ts'
import { verdictsOf } from './verified.ts'

type Values = Parameters<typeof lazyAndRich.recipe>[0]

/** Narrower networks than those of the claims: a fault shows at any width. */
const values = [32, 64, 128]
const RICH = 'rich-kernel-moves'
const LAZY = 'lazy-kernel-stands-still'

/** The experiment with these claims alone, each of one seed, where a mistake changes its recipe. */
function planted(ids: readonly string[], mistake: (own: Recipe, values: Values, seed: number) => Recipe) {
  const claims = lazyAndRich.claims
    .filter(({ id }) => ids.includes(id))
    .map(({ over: _, seeds: _seeds, ...claim }) => ({
      ...claim,
      ...(claim.along && { along: { ...claim.along, values } }),
    }))
  const recipe = (settings: Values, seed: number) => mistake(lazyAndRich.recipe(settings, seed), settings, seed)
  return { ...lazyAndRich, claims, recipe }
}

describe('lazy-and-rich', () => {
  it('keeps its claims', async () => {
    const ids = [RICH, LAZY, 'lazy-weights-move-less', 'rich-weights-move-more', 'lazy-kernel-does-not-align']
    const verdicts = await verdictsOf(planted(ids, (own) => own))
    expect(verdicts).toEqual(Object.fromEntries(ids.map((id) => [id, 'holds'])))
  })

  it('is not rich where outputs are smaller and rates are not larger', async () => {
    const wrong = planted([RICH], (own) => ({ ...own, optimizer: sgd({ rate: 0.5 * 32 }) }))
    expect(await verdictsOf(wrong)).toEqual({ [RICH]: 'fails' })
  })

  it('nor lazy where both are', async () => {
    const wrong = planted([LAZY], (_, settings, seed) =>
      lazyAndRich.recipe({ ...settings, parametrization: 'mean-field' }, seed),
    )
    expect(await verdictsOf(wrong)).toEqual({ [LAZY]: 'fails' })
  })

  it('nor centered where the answers are not put on top of the first outputs', async () => {
    const task = (seed: number) => randomSigns({ examples: 20, dimensions: 5 }, seed)
    const wrong = planted(['begins-at-nothing'], (own, _, seed) => ({ ...own, task: task(seed) }))
    expect(await verdictsOf(wrong)).toEqual({ 'begins-at-nothing': 'fails' })
  })
})
