import { describe, expect, it } from 'vitest'
import { detectorNamed, lastSeen, noise, pointsOf, seenIn } from './detecting.ts'
import { fittedRise } from '#probes/maths/detection/rise-fit.ts'
import { logisticRise, straightRise } from '#probes/maths/detection/rise-shapes.ts'

const CASES = [
  ['sigmoid-rise', logisticRise],
  ['piecewise-linear', straightRise],
] as const

describe.each(CASES)('%s', (id, shape) => {
  const detector = detectorNamed(id)
  const rising = (seed: number, size: number, width = 40) =>
    noise(seed, 500).map((e, i) => 0.1 + 0.8 * shape((i - 250.4) / width) + size * e)

  it.each([1, 2, 3])('finds onset, end and levels of a rise in noise of seed %d', (seed) => {
    const seen = seenIn(detector, pointsOf(rising(seed, 0.01)))
    expect(seen.length).toBeLessThanOrEqual(3)
    const { step, transition, label } = lastSeen(seen)[0]!
    expect(label).toBe('Rise')
    expect(Math.abs(step - 250.4)).toBeLessThan(2.5)
    expect(Math.abs(transition!.end! - 290.4)).toBeLessThan(3)
    expect(transition!.before).toBeCloseTo(0.1, 2)
    expect(transition!.after).toBeCloseTo(0.9, 2)
  })

  it('has the true onset in about nine of ten intervals', () => {
    const covered = Array.from({ length: 24 }, (_, seed) => {
      const { onset } = lastSeen(seenIn(detector, pointsOf(rising(100 + seed, 0.05))))[0]!.transition!
      return onset!.low <= 250.4 && 250.4 <= onset!.high
    }).filter(Boolean).length
    // Of 24 at .9, fewer than 17 come once in a thousand.
    expect(covered).toBeGreaterThanOrEqual(17)
  })

  it('has a wider interval where there is more noise', () => {
    const width = (size: number) => {
      const { onset } = lastSeen(seenIn(detector, pointsOf(rising(1, size))))[0]!.transition!
      return onset!.high - onset!.low
    }
    expect(width(0.05)).toBeGreaterThan(2 * width(0.01))
  })

  it('counts steps, not points', () => {
    const values = rising(2, 0.01)
    const [one] = lastSeen(seenIn(detector, pointsOf(values)))
    const [ten] = lastSeen(seenIn(detector, pointsOf(values, 10)))
    expect(Math.abs(ten!.step - 10 * one!.step)).toBeLessThanOrEqual(10)
    expect(ten!.transition!.onset!.low).toBeCloseTo(10 * one!.transition!.onset!.low, 0)
  })

  it('says of a rise that goes on only that it began', () => {
    const [begun] = lastSeen(seenIn(detector, pointsOf(rising(3, 0.01, 400))))
    expect(begun!.transition!.end).toBeNull()
  })

  it('says nothing of noise', () => {
    expect([1, 2, 3].flatMap((seed) => seenIn(detector, pointsOf(noise(seed, 2000, { correlation: 0.5 }))))).toEqual([])
  })
})

it('in the logarithm of the step a sigmoid is another', () => {
  const values = noise(1, 1500).map((e, i) => logisticRise(Math.log(Math.max(0.5, i) / 300) / Math.log(2)) + 0.02 * e)
  const [log] = lastSeen(seenIn(detectorNamed('sigmoid-rise'), pointsOf(values), { time: 'log step' }))
  const { low, high } = log!.transition!.onset!
  expect(Math.abs((low + high) / 2 - 300)).toBeLessThan(8)
  expect(Math.abs(log!.transition!.end! - 600)).toBeLessThan(15)
  const [either] = lastSeen(seenIn(detectorNamed('sigmoid-rise'), pointsOf(values), { time: 'either' }))
  expect(either!.about).toContain('logarithm')
  expect(either!.transition!.onset!.high).toBeGreaterThanOrEqual(high)
})

it('has its onset within its interval where the form is not that of the curve', () => {
  const places = Array.from({ length: 100 }, (_, i) => i)
  const values = places.map((i) => logisticRise((i - 40) / 40))
  const gaps = places.map(() => 1)
  const { onset, low, high } = fittedRise({ places, values, gaps, correlation: 0.9 }, straightRise, 0.9)!
  expect(low).toBeLessThanOrEqual(onset)
  expect(high).toBeGreaterThanOrEqual(onset)
})

it.each([
  ['a ramp without end', (i: number) => i],
  ['a slow rise', (i: number) => logisticRise((i - 100) / 200)],
  ['a step', (i: number) => Number(i >= 150)],
])('looks at a bounded number of curves in %s', (_name, level) => {
  const places = Array.from({ length: 300 }, (_, i) => i)
  let looked = 0
  const counted = Object.assign((x: number) => (looked++, logisticRise(x)), {
    begins: logisticRise.begins,
    ends: logisticRise.ends,
  })
  const values = noise(1, 300).map((e, i) => level(i) + 1e-9 * e)
  fittedRise({ places, values, gaps: places.map(() => 1), correlation: 0 }, counted, 0.9)
  // A search along the ridge of a ramp took ten million points.
  expect(looked / places.length).toBeLessThan(10_000)
})
