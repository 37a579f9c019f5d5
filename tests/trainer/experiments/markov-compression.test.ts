import { expect, it } from 'vitest'
import { markovCompression } from '#trainer/experiments/markov-compression.ts'
import { verdictsOf } from './verified.ts'

it('does not come to the entropy rate where no state is carried on, and the claim that it does fails', async () => {
  const planted = {
    ...markovCompression,
    claims: markovCompression.claims
      .filter(({ id }) => id === 'comes-to-the-entropy-rate')
      .map((claim) => ({ ...claim, settings: { memory: 'none' }, steps: 150 })),
  } as typeof markovCompression
  expect(await verdictsOf(planted)).toEqual({ 'comes-to-the-entropy-rate': 'fails' })
})
