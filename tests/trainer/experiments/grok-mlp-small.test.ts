import { expect, it } from 'vitest'
import { grokMlpSmall } from '#trainer/experiments/grok-mlp-small.ts'
import { adamW } from '#trainer/optimizers/index.ts'
import { verdictsOf } from './verified.ts'

it('shows what it claims', async () => {
  expect(new Set(Object.values(await verdictsOf(grokMlpSmall, { seeds: [2, 3] })))).toEqual(new Set(['holds']))
})

it('does not where weight decay is not multiplied by the rate, as some implementations have it', async () => {
  const wrong: typeof grokMlpSmall = {
    ...grokMlpSmall,
    recipe: (values, seed) => {
      const { rate, weightDecay, beta1, beta2 } = values as Record<string, number>
      const optimizer = adamW({ rate: rate!, decay: weightDecay! / rate!, betas: [beta1!, beta2!] })
      return { ...grokMlpSmall.recipe(values, seed), optimizer }
    },
  }
  expect(await verdictsOf(wrong)).toMatchObject({ generalized: 'fails', 'weights-grow': 'fails' })
})
