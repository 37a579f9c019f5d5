import { describe, expect, it } from 'vitest'
import { detectorNamed, lastSeen, noise, pointsOf, seenIn, type Point } from './detecting.ts'

const IDS = ['cusum', 'page-hinkley', 'online-change-point'] as const
const AT = 300
/** A step of four standard deviations of unit noise. */
const stepped = (seed: number, height = 4, correlation = 0) =>
  noise(seed, 500, { correlation }).map((e, i) => e + (i >= AT ? height : 0))

describe.each(IDS)('%s', (id) => {
  const detector = detectorNamed(id)

  it.each([1, 2, 3, 4, 5])('places a step in noise of seed %d, and says it twice', (seed) => {
    const seen = seenIn(detector, pointsOf(stepped(seed)))
    expect(seen).toHaveLength(2)
    const { step, label, transition } = lastSeen(seen)[0]!
    expect(label).toBe('Rise')
    expect(Math.abs(step - AT)).toBeLessThanOrEqual(2)
    expect(transition!.seenAt - AT).toBeLessThan(12)
    expect(transition!.onset!.low).toBeLessThanOrEqual(AT)
    expect(transition!.onset!.high).toBeGreaterThanOrEqual(AT)
    expect(transition!.before).toBeCloseTo(0, 0)
    expect(transition!.after! - transition!.before!).toBeGreaterThan(3)
  })

  it.each([1, 2, 3])('holds the beginning of a slow rise in its interval, in noise of seed %d', (seed) => {
    // From 300 on by a standard deviation of the noise in 3 points: a step would be placed where half of it is done.
    const slow = noise(seed, 500).map((e, i) => e + Math.min(60, Math.max(0, i - AT)) / 3)
    const { step, transition } = lastSeen(seenIn(detector, pointsOf(slow)))[0]!
    expect(Math.abs(step - AT)).toBeLessThanOrEqual(6)
    expect(transition!.onset!.low).toBeLessThanOrEqual(AT + 1)
    expect(transition!.onset!.high).toBeGreaterThanOrEqual(AT - 1)
    expect(transition!.onset!.high - transition!.onset!.low).toBeGreaterThan(1)
  })

  it('sees a fall as it sees a rise', () => {
    const [rise] = seenIn(detector, pointsOf(stepped(1)))
    const [fall] = seenIn(detector, pointsOf(stepped(1).map((value) => -value)))
    expect(fall).toMatchObject({ step: rise!.step, label: 'Fall' })
    expect(fall!.transition!.seenAt).toBe(rise!.transition!.seenAt)
  })

  it.each([2 ** 40, 2 ** -40, -(2 ** 8)])('does not ask for the unit: times %d, it says the same steps', (unit) => {
    const steps = (values: number[]) =>
      seenIn(detector, pointsOf(values)).map(({ step, transition }) => [step, transition!.onset, transition!.seenAt])
    expect(steps(stepped(1).map((value) => unit * value))).toEqual(steps(stepped(1)))
  })

  it('is silent of noise, correlated or with heavy tails', () => {
    const series = [1, 2, 3].flatMap((seed) => [
      noise(seed, 2000),
      noise(seed, 2000, { correlation: 0.5 }),
      noise(seed, 2000, { isHeavy: true }),
    ])
    expect(series.flatMap((values) => seenIn(detector, pointsOf(values)))).toEqual([])
  })

  it('is silent of a constant, and of values that are none', () => {
    expect(seenIn(detector, pointsOf(Array.from({ length: 300 }, () => 0.3)))).toEqual([])
    expect(seenIn(detector, pointsOf(Array.from({ length: 300 }, (_, i) => (i % 2 ? NaN : Infinity))))).toEqual([])
  })

  it('passes over what is missing: the steps are those of the points that are there', () => {
    const points = stepped(2).map((value, i): Point => [10 * i + (i % 3), i % 4 === 3 ? NaN : value])
    const [{ step, transition }] = lastSeen(seenIn(detector, points)) as [ReturnType<typeof lastSeen>[0]]
    expect(Math.abs(step - 3000)).toBeLessThanOrEqual(30)
    // Between the last point before and the first after it, nothing is known.
    expect(transition!.onset!.low).toBeLessThanOrEqual(3000)
    expect(transition!.onset!.high).toBeGreaterThanOrEqual(3000)
  })

  it('begins anew after each change, and ends after as many as it may say', () => {
    const stairs = noise(3, 1200).map((e, i) => e + 6 * Math.floor(i / 200))
    const keys = (most: number) =>
      lastSeen(seenIn(detector, pointsOf(stairs), { most })).map(({ transition }) => transition!.key)
    expect(keys(20)).toEqual(['1', '2', '3', '4', '5'])
    expect(keys(2)).toEqual(['1', '2'])
  })
})

it('an accuracy that is counted over few examples has at least the noise of counting them', () => {
  const cusum = detectorNamed('cusum')
  // By chance nothing happened for long: then a single example more is no change.
  const values = Array.from({ length: 200 }, (_, i) => (i < 100 ? 0.1 : 0.12))
  expect(seenIn(cusum, pointsOf(values))).not.toEqual([])
  expect(seenIn(cusum, pointsOf(values), { examples: 50 })).toEqual([])
  expect(seenIn(cusum, pointsOf(values), { examples: 50, transform: 'logit' })).toEqual([])
})

it('on a logarithmic scale a factor counts, whatever it is a factor of', () => {
  const loss = noise(4, 400).map((e, i) => Math.exp(0.1 * e + (i < 200 ? 0 : -1)))
  const [fall] = lastSeen(seenIn(detectorNamed('cusum'), pointsOf(loss), { transform: 'log' }))
  expect(fall).toMatchObject({ label: 'Fall' })
  expect(Math.abs(fall!.step - 200)).toBeLessThanOrEqual(1)
  expect(seenIn(detectorNamed('cusum'), pointsOf(loss.map((value) => -value)), { transform: 'log' })).toEqual([])
})

it('only run lengths see a series grow noisy', () => {
  const noisier = pointsOf(noise(5, 600).map((e, i) => (i < 300 ? e : 4 * e)))
  const [change] = seenIn(detectorNamed('online-change-point'), noisier)
  expect(change!.transition!.seenAt).toBeGreaterThan(300)
  expect(change!.transition!.seenAt).toBeLessThan(340)
})
