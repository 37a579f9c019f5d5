import { expect, it } from 'vitest'
import { markovCompression } from '#trainer/experiments/markov-compression.ts'
import { verdictsOf } from './verified.ts'

it('does not come to the entropy rate where no state is carried on, and the claim that it does fails', async () => {
  const rate = markovCompression.claims.filter(({ id }) => id === 'comes-to-the-entropy-rate')
  const planted = (memory: string, steps: number) =>
    ({ ...markovCompression, claims: rate.map((claim) => ({ ...claim, settings: { memory }, steps })) }) as typeof markovCompression // prettier-ignore
  expect(await verdictsOf(planted('none', 150))).toEqual({ 'comes-to-the-entropy-rate': 'fails' })
  expect(await verdictsOf(planted('recurrent', 200))).toEqual({ 'comes-to-the-entropy-rate': 'holds' })
})
