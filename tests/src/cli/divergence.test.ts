import { describe, expect, test } from 'vitest'
import { divergenceTold } from '#src/cli/divergence.ts'
import { measuredReport, scalarColumn } from '../store/reports.ts'

const losses = (train: readonly number[], test: readonly number[], from = 0) => {
  const steps = train.map((_, i) => from + i)
  return measuredReport(scalarColumn('train-loss', steps, train), scalarColumn('test-loss', steps, test))
}

describe('a run that diverges', () => {
  test('is said to once, at the first step at which a loss is no finite number', () => {
    const tell = divergenceTold()
    expect(tell(losses([1, 2], [1, 2]))).toBeNull()
    expect(tell(losses([1e9, NaN], [Infinity, NaN], 2))).toBe('Diverged at step 2: test-loss is Infinity')
    expect(tell(losses([NaN], [NaN], 4))).toBeNull()
  })

  test('is not one of which another number is none', () => {
    expect(divergenceTold()(measuredReport(scalarColumn('condition-number/w1', [0], [Infinity])))).toBeNull()
  })
})
