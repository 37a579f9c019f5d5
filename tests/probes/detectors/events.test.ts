import { describe, expect, it } from 'vitest'
import { detectorNamed, lastSeen, noise, pointsOf, seenIn } from './detecting.ts'

describe('threshold-crossing', () => {
  const crossing = detectorNamed('threshold-crossing')
  const at = (values: number[], set = {}) =>
    lastSeen(seenIn(crossing, pointsOf(values), set)).map(({ step, transition }) => [step, transition!.end])

  it('is the first of a row beyond it, over with the first of a row that came back by more than the margin', () => {
    const values = [0, 0.95, 0, 0.95, 0.96, 0.97, 0.88, 0.95, 0.86, 0.8, 0.8, 0.8, 0.95, 0.95, 0.95]
    expect(at(values)).toEqual([
      [3, 9],
      [12, null],
    ])
    expect(at(values, { hold: 1 })).toEqual([
      [1, 2],
      [3, 9],
      [12, null],
    ])
  })

  it('is the same from above, of the series upside down', () => {
    const values = [1, 0.04, 0.03, 0.02, 0.5, 0.5, 0.5]
    expect(at(values, { direction: 'falling', threshold: 0.05 })).toEqual([[1, 4]])
  })

  it('needs a point before it: what begins beyond has not crossed', () => {
    expect(at([1, 1, 1, 1, 1])).toEqual([])
    expect(at([1, 1, 1, 0, 0, 0, 1, 1, 1])).toEqual([[6, null]])
    expect(at([NaN, NaN, 1, 1, 1])).toEqual([])
  })

  it('lies between the point before and the first beyond', () => {
    const [mark] = seenIn(crossing, pointsOf([0, 1, 1, 1], 7))
    expect(mark!.transition).toMatchObject({ onset: { low: 1, high: 7 }, seenAt: 21, before: 0, after: 1 })
  })
})

describe('edge-of-stability-arrival', () => {
  const arrival = detectorNamed('edge-of-stability-arrival')

  it('is the first of two in three points at the edge, after having been below, and says whether it stays', () => {
    const ratios = [0.5, 0.97, 0.99, 0.97, 0.99, 1.01, ...Array.from({ length: 10 }, () => 1.02)]
    const seen = seenIn(arrival, pointsOf(ratios, 5))
    expect(seen.map(({ step, transition }) => [step, transition!.seenAt])).toEqual([
      [10, 20],
      [10, 20],
    ])
    expect(seen[1]!.about).toContain('stays there')
    expect(
      seenIn(arrival, pointsOf([...ratios.slice(0, 6), ...Array.from({ length: 10 }, () => 2)])).at(-1)!.about,
    ).toContain('goes on')
  })

  it('is none of what begins above, touches it once, or stays below', () => {
    expect(seenIn(arrival, pointsOf([1, 1.1, 1, 1, 1]))).toEqual([])
    expect(seenIn(arrival, pointsOf([0.5, 0.9, 1, 0.9, 0.9, 0.9]))).toEqual([])
    expect(seenIn(arrival, pointsOf([0.5, 0.9, 0.97, 0.97, 0.97]))).toEqual([])
    expect(seenIn(arrival, pointsOf([0.5, NaN, Infinity, NaN, Infinity]))).toEqual([])
  })
})

describe('loss-spike', () => {
  const spike = detectorNamed('loss-spike')
  const loss = (bump: (i: number) => number) => noise(1, 300).map((e, i) => Math.exp(-i / 300 + 0.02 * e + bump(i)))

  it('is a jump far beyond the scatter that comes back', () => {
    const [mark] = lastSeen(seenIn(spike, pointsOf(loss((i) => (i >= 150 ? Math.exp(-(i - 150) / 5) : 0)))))
    expect(mark).toMatchObject({ step: 150, label: 'Loss spike' })
    expect(mark!.transition).toMatchObject({ seenAt: 152, onset: { low: 150, high: 150 } })
    // Two standard deviations of .02 are reached after 5 ln 25 = 16 points.
    expect(Math.abs(mark!.transition!.end! - 166)).toBeLessThan(5)
  })

  it('is called a jump where it does not come back', () => {
    const [mark] = lastSeen(seenIn(spike, pointsOf(loss((i) => (i >= 150 ? 1 : 0)))))
    expect(mark).toMatchObject({ step: 150, label: 'Loss jump' })
    expect(mark!.transition!.end).toBeNull()
    expect(mark!.transition!.after! / mark!.transition!.before!).toBeGreaterThan(2)
  })

  it('is neither a single point, nor what the scatter does, nor a number that is none', () => {
    expect(seenIn(spike, pointsOf(loss((i) => (i === 150 ? 1 : 0))))).toEqual([])
    expect(seenIn(spike, pointsOf(loss(() => 0)))).toEqual([])
    expect(seenIn(spike, pointsOf(loss((i) => (i === 150 || i === 151 ? Infinity : 0))))).toEqual([])
  })
})

describe('divergence', () => {
  const divergence = detectorNamed('divergence')

  it('is the first of a row beyond ten times the first value, and the first that is no number', () => {
    const values = [1, 0.9, 11, 0.9, 9, 12, 50, 200, Infinity, NaN]
    const seen = seenIn(divergence, pointsOf(values))
    expect(seen.map(({ step, transition }) => [step, transition!.seenAt, transition!.end])).toEqual([
      [5, 7, null],
      [5, 7, 8],
    ])
  })

  it.each([NaN, Infinity, -Infinity])('is %d at once, and once', (value) => {
    const seen = seenIn(divergence, pointsOf([1, 0.5, value, 0.5, value]))
    expect(seen.map(({ step }) => step)).toEqual([2])
    expect(seen[0]!.transition!.onset).toEqual({ low: 2, high: 2, level: 0.9 })
  })

  it('is no growth of a series that can be negative', () => {
    expect(seenIn(divergence, pointsOf([0.1, -1, 50, 60, 70, 80]))).toEqual([])
  })
})

describe('plateau', () => {
  const plateau = detectorNamed('plateau')
  const values = noise(1, 500).map((e, i) => Math.max(0, 1 - i / 100) + Math.max(0, (i - 350) / 50) + 0.002 * e)

  it('begins where a series that moved stands still, and ends where it moves again', () => {
    const [mark] = lastSeen(seenIn(plateau, pointsOf(values)))
    expect(Math.abs(mark!.step - 100)).toBeLessThan(15)
    expect(Math.abs(mark!.transition!.end! - 350)).toBeLessThan(15)
  })

  it('is none of a series that never moved', () => {
    expect(seenIn(plateau, pointsOf(noise(2, 3000)))).toEqual([])
    expect(seenIn(plateau, pointsOf(Array.from({ length: 300 }, () => 1)))).toEqual([])
    expect(seenIn(plateau, pointsOf(noise(3, 500).map((e, i) => i / 10 + 0.01 * e)))).toEqual([])
  })
})

describe('rank-collapse', () => {
  const collapse = detectorNamed('rank-collapse')

  it('is the first of a row below half of the largest, and over when it is back', () => {
    const values = [...noise(1, 60).map((e) => 20 + 0.2 * e), 9, 8, 7, 6, 6, 6, 19, 19, 19, 19]
    const [mark] = lastSeen(seenIn(collapse, pointsOf(values)))
    expect(mark!.step).toBe(60)
    expect(mark!.transition).toMatchObject({ seenAt: 62, end: 66 })
    expect(mark!.transition!.before).toBeCloseTo(20, 0)
  })

  it('is none of one point, of noise about zero, or of a rank that was never high', () => {
    expect(seenIn(collapse, pointsOf([...Array.from({ length: 50 }, () => 20), 1, 20, 20, 20]))).toEqual([])
    expect(seenIn(collapse, pointsOf(noise(2, 3000)))).toEqual([])
    expect(seenIn(collapse, pointsOf([20, 20, 20, 5, 5, 5, 5]))).toEqual([])
  })
})

describe('reorganization', () => {
  const reorganization = detectorNamed('reorganization')
  const rate = (i: number) => (i >= 150 && i < 160 ? 0.03 : 0.001)
  const similarity = noise(1, 300).map((e, i) => 1 - rate(i) - 0.0001 * e)

  it('is a peak of the change from snapshot to snapshot', () => {
    const [mark] = lastSeen(seenIn(reorganization, pointsOf(similarity, 10), { to: 'snapshot before' }))
    expect(mark!.step).toBe(1500)
    expect(mark!.transition).toMatchObject({ onset: { low: 1491, high: 1500 }, end: 1600 })
  })

  it('is the same of the distance that a similarity to a fixed snapshot goes', () => {
    let fixed = 1
    const values = similarity.map((one) => (fixed -= 1 - one))
    const [mark] = lastSeen(seenIn(reorganization, pointsOf(values)))
    expect(mark!.step).toBe(150)
    expect(mark!.transition!.after).toBeCloseTo(0.03, 3)
  })

  it('is none of what goes back the way it came, at once or little by little', () => {
    const still = noise(1, 300).map((e) => 0.9 + 0.0001 * e)
    const out = (bump: (i: number) => number) => still.map((value, i) => value - (i < 150 ? 0 : bump(i - 150)))
    expect(seenIn(reorganization, pointsOf(out((i) => (i === 0 ? 0.3 : 0))))).toEqual([])
    expect(seenIn(reorganization, pointsOf(out((i) => 0.3 * 0.5 ** i)))).toEqual([])
    expect(seenIn(reorganization, pointsOf(out((i) => (i < 2 ? 0.15 * (i + 1) : 0.3 * 0.5 ** (i - 1)))))).toEqual([])
    expect(seenIn(reorganization, pointsOf(out((i) => 0.1 * Math.min(3, i + 1))))[0]!.step).toBe(150)
  })

  it('is none of noise', () => {
    const still = noise(2, 3000).map((e) => 0.9 + 0.001 * e)
    expect(seenIn(reorganization, pointsOf(still), { to: 'snapshot before' })).toEqual([])
  })
})

describe('susceptibility-peak', () => {
  const peak = detectorNamed('susceptibility-peak')
  const bell = (seed: number) =>
    noise(seed, 400).map((e, i) => 1 + 3 * Math.exp(-0.5 * ((i - 200) / 15) ** 2) + 0.05 * e)

  it.each([1, 2, 3, 4])('holds the maximum in its interval, in noise of seed %d', (seed) => {
    const [mark] = seenIn(peak, pointsOf(bell(seed)))
    expect(Math.abs(mark!.step - 200)).toBeLessThan(8)
    expect(mark!.transition!.onset!.low).toBeLessThanOrEqual(200)
    expect(mark!.transition!.onset!.high).toBeGreaterThanOrEqual(200)
    // Said when half of its height is lost, at 200 + 15 √(2 ln 2).
    expect(Math.abs(mark!.transition!.seenAt - 217.7)).toBeLessThan(6)
    expect(mark!.transition!.before).toBeCloseTo(1, 1)
    expect(mark!.transition!.after).toBeCloseTo(4, 0)
  })

  it('is none of noise, nor of a level that stays', () => {
    expect(seenIn(peak, pointsOf(noise(5, 3000)))).toEqual([])
    expect(seenIn(peak, pointsOf(noise(6, 900).map((e, i) => (i < 300 ? 0 : 5) + 0.1 * e)))).toEqual([])
  })
})

describe('critical-slowing-down', () => {
  const slowing = detectorNamed('critical-slowing-down')
  /** A walk that is drawn back ever less. */
  const slower = (seed: number) => {
    let value = 0
    return noise(seed, 900).map((e, i) => (value = (0.1 + (0.85 * i) / 900) * value + (1 + i / 300) * e))
  }

  it('is said of most series that slow down, and of none that does not', () => {
    const found = [1, 2, 3, 4, 5].filter((seed) => seenIn(slowing, pointsOf(slower(seed))).length > 0)
    expect(found.length).toBeGreaterThanOrEqual(3)
    const steady = [1, 2, 3, 4, 5].flatMap((seed) => seenIn(slowing, pointsOf(noise(seed, 900, { correlation: 0.5 }))))
    expect(steady).toEqual([])
  })

  it('draws the same surrogates each time, and others of another seed', () => {
    const scores = (seed: number) =>
      seenIn(slowing, pointsOf(slower(1)), { seed, threshold: 1 }).map(({ transition }) => transition!.score)
    expect(scores(0)).toEqual(scores(0))
    expect(scores(1)).not.toEqual(scores(0))
  })
})
