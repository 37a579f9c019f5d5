import { describe, expect, it } from 'vitest'
import { logisticRise } from '#probes/maths/detection/rise-shapes.ts'
import { detectorNamed, lastSeen, noise, seenIn, type Point } from './detecting.ts'

const grokking = detectorNamed('grokking')

/** Train accuracy that rises from one step on, and test accuracy from another, counted over some examples. */
function run(train: number, test: number | null, { size = 0, width = 30, seed = 1, length = 600 } = {}): Point[] {
  const [one, other] = [noise(seed, length), noise(seed + 1000, length)]
  const within = (value: number) => Math.min(1, Math.max(0, value))
  return one.flatMap((e, i): Point[] => [
    [i, within(0.01 + 0.99 * logisticRise((i - train) / width) + size * e), 'train'],
    [i, within(0.01 + (test === null ? 0 : 0.99 * logisticRise((i - test) / width)) + size * other[i]!), 'test'],
  ])
}

describe('grokking', () => {
  it('has four stages, each with its step, its interval and its height', () => {
    const stages = lastSeen(seenIn(grokking, run(30, 300)))
    expect(stages.map(({ transition }) => transition!.key)).toEqual([
      'memorization',
      'plateau',
      'generalization',
      'clean-up',
    ])
    const [memorization, plateau, generalization, cleaning] = stages
    expect(Math.abs(memorization!.step - 30)).toBeLessThanOrEqual(1)
    expect(Math.abs(plateau!.step - 60)).toBeLessThanOrEqual(1)
    expect(Math.abs(plateau!.transition!.end! - 300)).toBeLessThanOrEqual(1)
    expect(Math.abs(generalization!.step - 300)).toBeLessThanOrEqual(1)
    expect(Math.abs(generalization!.transition!.end! - 330)).toBeLessThanOrEqual(1)
    expect(Math.abs(cleaning!.step - 338)).toBeLessThanOrEqual(3)
    expect(generalization!.transition!.before).toBeCloseTo(0.01, 2)
    expect(generalization!.transition!.after).toBeGreaterThan(0.95)
  })

  it.each([1, 2, 3, 4])('places generalization by a fit where the noise hides its beginning, seed %d', (seed) => {
    const stages = lastSeen(seenIn(grokking, run(30, 300, { size: 0.06, seed }), { memorized: 0.9, generalized: 0.9 }))
    const generalization = stages.find(({ transition }) => transition!.key === 'generalization')!
    expect(Math.abs(generalization.step - 300)).toBeLessThan(8)
    expect(generalization.transition!.onset!.high - generalization.transition!.onset!.low).toBeGreaterThan(2)
  })

  it('is not said where test and train accuracy rise together, nor where nothing was memorized', () => {
    expect(seenIn(grokking, run(30, 32))).toEqual([])
    expect(seenIn(grokking, run(9999, 300))).toEqual([])
  })

  it('is no generalization where only the training set is learned, however noisy', () => {
    for (const size of [0, 0.02, 0.1]) {
      const keys = seenIn(grokking, run(30, null, { size })).map(({ transition }) => transition!.key)
      expect(keys).not.toContain('generalization')
    }
  })

  it('keeps to what was measured: a plateau of many thousand points, test accuracy now and then', () => {
    const points = run(30, 5000, { length: 6000, size: 0.001 }).filter(
      ([step, , of]) => of === 'train' || step % 10 === 0,
    )
    const [, plateau, generalization] = lastSeen(seenIn(grokking, points))
    expect(Math.abs(plateau!.transition!.end! - 5000)).toBeLessThanOrEqual(20)
    expect(generalization!.transition!.onset!.low).toBeLessThanOrEqual(5010)
    expect(generalization!.transition!.onset!.high).toBeGreaterThanOrEqual(4990)
  })
})
