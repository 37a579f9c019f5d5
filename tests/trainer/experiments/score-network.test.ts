import { expect, it } from 'vitest'
import { scoreNetwork } from '#trainer/experiments/score-network.ts'
import { verdictsOf } from './verified.ts'

const early = scoreNetwork.claims
  .filter(({ id }) => ['copies-8-points', 'learns-clusters-of-8'].includes(id))
  .map((claim) => ({ ...claim, steps: 350 }))

it('where every update sees new points nothing is copied, and the claim that it is fails; the clusters are learned all the same', async () => {
  const endless = {
    ...scoreNetwork,
    claims: early,
    recipe: (values: Parameters<NonNullable<typeof scoreNetwork.recipe>>[0], seed: number) =>
      scoreNetwork.recipe!({ ...values, points: 'endless' }, seed),
  } as typeof scoreNetwork
  expect(await verdictsOf(endless)).toEqual({ 'copies-8-points': 'fails', 'learns-clusters-of-8': 'holds' })
})
