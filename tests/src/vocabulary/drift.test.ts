import { describe, expect, it } from 'vitest'
import { APART, driftOf, driftText, largerDrift, reportedDrift } from '#src/vocabulary/index.ts'

describe('the drift of a replay', () => {
  it('is said in words only where there is one', () => {
    expect(driftText(null)).toBeNull()
    expect(driftText({ largest: 0, step: 12 })).toBeNull()
    expect(driftText({ largest: 3.04e-6, step: 1200 })).toBe(
      'the replayed weights differ by up to 3e-6 from the checkpoint at step 1200',
    )
    expect(driftText({ largest: 2.46e-6, step: 1200 })).toMatch(/ 2\.5e-6 /)
    expect(driftText({ largest: 0.125, step: null })).toBe(
      'the replayed weights differ by up to 0.13 from a checkpoint',
    )
    expect(driftText({ largest: APART, step: 7 })).toBe(
      'a replayed weight and that of the checkpoint at step 7 are not both finite',
    )
  })

  it('of several pieces is the largest, and of equal ones the latest', () => {
    const [small, large] = [
      { largest: 1e-8, step: 10 },
      { largest: 2e-8, step: 20 },
    ]
    expect(largerDrift(null, small)).toBe(small)
    expect(largerDrift(large, null)).toBe(large)
    expect(largerDrift(large, small)).toBe(large)
    expect(largerDrift(small, large)).toBe(large)
    expect(largerDrift({ ...small, step: 5 }, small)).toBe(small)
  })

  it('is read as it was reported', () => {
    for (const drift of [null, { largest: 0, step: 3 }, { largest: 0.5, step: null }, { largest: APART, step: 7 }])
      expect(driftOf(JSON.parse(JSON.stringify(reportedDrift(drift))))).toEqual(drift)
  })
})
