import { expect, it } from 'vitest'
import { softmaxCollapse } from '#trainer/experiments/softmax-collapse.ts'
import { verdictsOf } from './verified.ts'

it('understands nothing where the gradient may scale the weights, and the claims that it does fail', async () => {
  const planted = {
    ...softmaxCollapse,
    claims: softmaxCollapse.claims
      .filter(({ id }) => id.endsWith('across-weights'))
      .map((claim) => ({ ...claim, settings: { gradient: 'whole' }, steps: 150 })),
  } as typeof softmaxCollapse
  expect(await verdictsOf(planted)).toEqual({
    'groks-across-weights': 'fails',
    'understands-across-weights': 'fails',
  })
})
