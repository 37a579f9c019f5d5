import { describe, expect, it } from 'vitest'
import { agreementOf, answersOf } from '#probes/maths/statistics/answers.ts'
import { rrmDecomposition } from '#probes/rrm-decomposition.ts'
import type { Inputs } from '#probes/inputs.ts'
import { robustnessRationalityMemorization as experiment } from '#trainer/experiments/robustness-rationality-memorization.ts'
import { brokenOf } from './verified.ts'

describe('robustness-rationality-memorization', () => {
  it('is not, where the noisy accuracy is taken over all points', async () => {
    const measure = (inputs: Pick<Inputs, 'predictions' | 'other'>) => {
      const { train } = inputs.predictions
      const noisy = agreementOf(answersOf(train.logits), train.trueLabels)!.share
      return { memorization: noisy - noisy }
    }
    const planted = { ...rrmDecomposition, measure } as unknown as typeof rrmDecomposition
    const only = ['end-to-end-memorizes']
    expect(await brokenOf(experiment, { seeds: [1], only, planted: planted as never })).toHaveLength(1)
  })
})
