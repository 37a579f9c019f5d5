import { describe, expect, it } from 'vitest'
import type { Probe, Tools } from '#probes/define.ts'
import { elapsed } from '#probes/elapsed.ts'
import { generalizationGap } from '#probes/generalization-gap.ts'
import type { Inputs } from '#probes/inputs.ts'
import { outOfDistributionAccuracy } from '#probes/out-of-distribution-accuracy.ts'
import { outOfDistributionLoss } from '#probes/out-of-distribution-loss.ts'
import { testAccuracy } from '#probes/test-accuracy.ts'
import { testLoss } from '#probes/test-loss.ts'
import { trainAccuracy } from '#probes/train-accuracy.ts'
import { trainLoss } from '#probes/train-loss.ts'

/** The probes that only say what the step has: none of them touches a tensor. */
const inputs = {
  train: { loss: 0.25, accuracy: 0.875 },
  test: { loss: 1.5, accuracy: 0.125 },
  shifted: { loss: 4.5, accuracy: 0.0625 },
  clock: { elapsedSeconds: 12.5 },
} as Partial<Inputs>

const ask = (probe: Probe, given = inputs) => probe.measure(given as Inputs, {} as Tools)

describe('loss, accuracy and time', () => {
  it.each([
    [trainLoss, 0.25],
    [testLoss, 1.5],
    [outOfDistributionLoss, 4.5],
    [trainAccuracy, 0.875],
    [testAccuracy, 0.125],
    [outOfDistributionAccuracy, 0.0625],
    [elapsed, 12.5],
  ])('$id', (probe, value) => expect(ask(probe)).toBe(value))

  it('keeps a divergence as it is', () => {
    const diverged = { ...inputs, train: { loss: Number.NaN, accuracy: 0 }, test: { loss: Infinity, accuracy: 0 } }
    expect(ask(trainLoss, diverged)).toBeNaN()
    expect(ask(testLoss, diverged)).toBe(Infinity)
    const unanswered = { train: { loss: Number.NaN, accuracy: Number.NaN }, test: { loss: 1, accuracy: Number.NaN } }
    expect(ask(trainAccuracy, unanswered)).toEqual({
      absent: 'The logits of the training split hold NaN or an infinity',
    })
    expect(ask(outOfDistributionAccuracy, { shifted: unanswered.test })).toEqual({
      absent: 'The logits of the split out of the distribution hold NaN or an infinity',
    })
    expect(ask(testAccuracy, unanswered)).toEqual({ absent: 'The logits of the test split hold NaN or an infinity' })
  })
})

describe('generalization gap', () => {
  it('is positive where train does better than test, in loss and in accuracy', () =>
    expect(ask(generalizationGap)).toEqual({ loss: 1.25, accuracy: 0.75 }))

  it('changes its sign when the splits are exchanged', () => {
    const exchanged = { ...inputs, train: inputs.test, test: inputs.train } as Partial<Inputs>
    expect(ask(generalizationGap, exchanged)).toEqual({ loss: -1.25, accuracy: -0.75 })
  })
})
