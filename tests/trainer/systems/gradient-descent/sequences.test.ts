import { describe, expect, it } from 'vitest'
import { every } from '#src/vocabulary/index.ts'
import { iclRegression } from '#trainer/experiments/icl-regression.ts'
import { lcgFixedModulus } from '#trainer/experiments/lcg-fixed-modulus.ts'
import { openGradientDescent } from '#trainer/systems/gradient-descent/gradient-descent.ts'
import { workbenchOf } from '#trainer/tensors/workbench.ts'
import { backend } from '../../runs.ts'
import { expectAsIfNothingHadBeen, watched } from '../as-if-nothing-had-been.ts'

const { tf } = workbenchOf(await backend())
const standard = (experiment: typeof lcgFixedModulus) =>
  Object.fromEntries(experiment.parameters.map((card) => [card.key, card.default]))
const small = { modulus: 16, context: 6, testSequences: 10, width: 8, heads: 2, batchSize: 4, warmUp: 10 }

describe('a training on sequences', () => {
  it('is resumed, forked and looked at late as if nothing had been', async () => {
    const attached = [
      { probe: 'train-loss', cadence: every(1) },
      { probe: 'context-accuracy', cadence: every(2) },
      { probe: 'k-shot-accuracy', cadence: every(5) },
      { probe: 'bayes-gap', cadence: every(5) },
      { probe: 'attention-entropy', cadence: every(4) },
      { probe: 'effective-rank', cadence: every(6) },
      { probe: 'sharpness', cadence: every(9) },
    ]
    const script = { 5: [{ type: 'checkpoint' } as const], 11: [{ type: 'checkpoint' } as const] }
    await expectAsIfNothingHadBeen(watched(lcgFixedModulus, small, attached, script, 20), [7, 12])
  })

  it('shows how each position of each sequence was answered, which is what the whole split comes to', () => {
    const system = openGradientDescent(lcgFixedModulus.recipe, { ...standard(lcgFixedModulus), ...small }, 0, { tf })
    for (let step = 0; step < 3; step++) system.advance()
    const { sequences, test, hidden, labels, predictions } = system.inputs
    const mean = (values: ArrayLike<number>) => Array.from(values).reduce((sum, one) => sum + one, 0) / values.length
    expect(sequences.losses).toMatchObject({ rows: 10, cols: 6 })
    expect(Math.abs(mean(sequences.losses.data) - test.loss)).toBeLessThan(1e-5)
    expect(mean(sequences.correct!.data)).toBeCloseTo(test.accuracy, 12)
    expect(sequences.floor).toHaveLength(6)
    expect(predictions.test.logits.rows).toBe(60)
    for (const rows of Object.values(hidden)) expect(rows.rows).toBe(labels.length)
    system.dispose()
  })
})

describe('regression in context', () => {
  it('is resumed, forked and looked at late as if nothing had been', async () => {
    const attached = [
      { probe: 'train-loss', cadence: every(1) },
      { probe: 'test-loss', cadence: every(2) },
      { probe: 'weight-norm', cadence: every(1) },
      { probe: 'gradient-norm', cadence: every(1) },
      { probe: 'sharpness', cadence: every(8) },
    ]
    const script = { 5: [{ type: 'checkpoint' } as const], 11: [{ type: 'checkpoint' } as const] }
    const parameters = { shots: 4, batchSize: 8, testContexts: 50 }
    await expectAsIfNothingHadBeen(watched(iclRegression, parameters, attached, script, 20), [7, 12])
  })
})
