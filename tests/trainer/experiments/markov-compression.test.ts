import { expect, it } from 'vitest'
import { markovCompression } from '#trainer/experiments/markov-compression.ts'
import { verdictsOf } from './verified.ts'

it('does not come near the entropy rate where no state is carried on, and the claim that it does fails', async () => {
  const near = markovCompression.claims.filter(({ id }) => id === 'comes-near')
  const planted = (memory: string, steps: number) =>
    ({ ...markovCompression, claims: near.map((claim) => ({ ...claim, settings: { memory }, steps })) }) as typeof markovCompression // prettier-ignore
  expect(await verdictsOf(planted('none', 150))).toEqual({ 'comes-near': 'fails' })
  expect(await verdictsOf(planted('recurrent', 120))).toEqual({ 'comes-near': 'holds' })
})
