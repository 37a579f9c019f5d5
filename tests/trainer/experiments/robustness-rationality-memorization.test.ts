import { describe, expect, it } from 'vitest'
import { agreementOf, answersOf } from '#probes/maths/statistics/answers.ts'
import { rrmDecomposition } from '#probes/rrm-decomposition.ts'
import type { Inputs } from '#probes/inputs.ts'
import { robustnessRationalityMemorization as experiment } from '#trainer/experiments/robustness-rationality-memorization.ts'
import { judged } from './judged.ts'

describe('robustness-rationality-memorization', () => {
  it('is what it claims', async () => {
    const claims = await judged(experiment, { seeds: [0, 1, 2] })
    expect(claims.filter(({ holds }) => !holds)).toEqual([])
    expect(claims).toHaveLength(experiment.claims!.length)
  })

  it('is not, where the noisy accuracy is taken over all points', async () => {
    const measure = (inputs: Pick<Inputs, 'predictions' | 'other'>) => {
      const { train } = inputs.predictions
      const noisy = agreementOf(answersOf(train.logits), train.trueLabels)!.share
      return { memorization: noisy - noisy }
    }
    const planted = { ...rrmDecomposition, measure } as unknown as typeof rrmDecomposition
    const [wrong] = await judged(experiment, { only: ['end-to-end-memorizes'], planted: planted as never })
    expect(wrong).toMatchObject({ id: 'end-to-end-memorizes', holds: false })
  })
})
