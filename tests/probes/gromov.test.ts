import { describe, expect, it } from 'vitest'
import { excludedLoss } from '#probes/excluded-loss.ts'
import { inverseParticipationRatio } from '#probes/inverse-participation-ratio.ts'
import { logitExplainedVariance } from '#probes/logit-explained-variance.ts'
import { answersOf } from '#probes/maths/statistics/answers.ts'
import { lossOf } from '#probes/maths/chain/loss.ts'
import { neuronFrequencyFraction } from '#probes/neuron-frequency-fraction.ts'
import { phaseClosure } from '#probes/phase-closure.ts'
import { pruningCurve } from '#probes/pruning-curve.ts'
import { restrictedLoss } from '#probes/restricted-loss.ts'
import { symmetryConsistency } from '#probes/symmetry-consistency.ts'
import { analyticChain, analyticWeights, tableOf } from './analytic-addition.ts'
import { matrix, openLab } from './lab.ts'
import { gaussian } from './random.ts'

/** The analytic solution of modular addition is what a grokked network comes to, so every probe must call it perfect. */
const [modulus, width] = [97, 500]
const lab = await openLab()

describe.each([0, 1])('the closed form of modular addition, seed %i', (seed) => {
  const { u, v, w } = analyticWeights(modulus, width, seed)
  const residueWeights = { u: matrix(u), v: matrix(v), w: matrix(w) }
  const chain = analyticChain(modulus, { u, v, w })
  const table = tableOf(modulus, chain, lab.linalg)
  const all = { split: 'all', loss: 'cross-entropy', keys: 0 }

  it('has IPR 1.000 in every layer and answers all 97² sums', () => {
    for (const probe of [inverseParticipationRatio, neuronFrequencyFraction]) {
      const values = Object.values(lab.numbers(probe, { residueWeights }))
      expect(values.length).toBeGreaterThanOrEqual(3)
      for (const value of values) expect(value).toBeCloseTo(1, 4)
    }
    expect(answersOf(table.logits)).toEqual(table.answers)
  })

  it('closes its phases', () =>
    expect(lab.measure(phaseClosure, { residueWeights })).toSatisfy((v: number) => v >= 0 && v < 1e-6))

  it('answers from waves in a + b alone: what is left without them is worth ln p', () => {
    const full = lossOf({ kind: 'cross-entropy', reduction: 'mean' }, table.logits, chain.train.targets)
    const restricted = lab.measure(restrictedLoss, { table }, all) as number
    const excluded = lab.measure(excludedLoss, { table }, all) as number
    expect(Math.abs(restricted - full)).toBeLessThan(0.003)
    expect(Math.abs(excluded - Math.log(modulus))).toBeLessThan(0.005)
    expect(excluded).toBeGreaterThan(Math.log(modulus))
    // What is explained is cos w(a + b − c); the rest is the crosstalk of 500 neurons.
    expect(lab.measure(logitExplainedVariance, { table })).toBeGreaterThan(0.5)
  })

  it('commutes and shifts', () =>
    expect(lab.measure(symmetryConsistency, { table })).toEqual({ exchange: 1, shift: 1 }))
})

it('loses accuracy with the last neurons only: 100 of 500 still answer', () => {
  const weights = analyticWeights(modulus, width, 2)
  const { u, v, w } = weights
  const chain = analyticChain(modulus, weights)
  const residueWeights = { u: matrix(u), v: matrix(v), w: matrix(w) }
  const { train } = lab.measure(pruningCurve, { chain, residueWeights }) as { train: Float64Array }
  expect(train[0]).toBe(1)
  expect(train[16]).toBeGreaterThan(0.95)
  expect(train[20]).toBeCloseTo(1 / modulus, 10)
})

it('is far from it before training', () => {
  const residueWeights = { u: matrix(gaussian(width, modulus, 5)) }
  expect(lab.numbers(inverseParticipationRatio, { residueWeights }).mean).toBeLessThan(0.05)
})
