import { expect, it } from 'vitest'
import { langevinRegression } from '#trainer/experiments/langevin-regression.ts'
import { verdictsOf } from './verified.ts'

it('carries the wrong share where the noise has half its variance, and the claim fails', async () => {
  const planted = {
    ...langevinRegression,
    claims: langevinRegression.claims
      .filter(({ id }) => id === 'half-a-temperature-each')
      .map((claim) => ({ ...claim, steps: 1000 })),
    recipe: (values: Record<string, number>, seed: number) =>
      langevinRegression.recipe!({ ...values, temperature: values.temperature! / 2 }, seed),
  } as unknown as typeof langevinRegression
  expect(await verdictsOf(planted)).toEqual({ 'half-a-temperature-each': 'fails' })
})
