import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { LINEAR, LOG, symmetricLog } from '#src/figures/measure.ts'
import { stepAxis } from '#src/figures/axis.ts'
import { smoothed, smootherOf, type Smoother, type Smoothing } from '#dashboard/series/smooth.ts'

const smoother = (kind: 'exponential' | 'mean', reach: number, y = LINEAR, x = LINEAR): Smoother => ({ kind, reach, x, y, text: '' }) // prettier-ignore
const steps = (count: number, every = 1) => Float64Array.from({ length: count }, (_, i) => i * every)
const finite = fc.double({ min: -1e6, max: 1e6, noNaN: true })
const series = fc.array(finite, { minLength: 1, maxLength: 60 })

/** As its definition says, without any shortcut. */
function byDefinition(kind: 'exponential' | 'mean', x: ArrayLike<number>, values: readonly number[], reach: number) {
  return values.map((value, i) => {
    if (Number.isNaN(value)) return NaN
    let [sum, weight] = [0, 0]
    const half = Math.min(reach / 2, x[i]! - x[0]!, x[values.length - 1]! - x[i]!)
    values.forEach((other, j) => {
      const away = x[i]! - x[j]!
      const counts = kind === 'exponential' ? j <= i : Math.abs(away) <= half * (1 + 1e-12)
      if (Number.isNaN(other) || !counts) return
      const share = kind === 'exponential' ? Math.exp(-away / reach) : 1
      sum += share * other
      weight += share
    })
    return sum / weight
  })
}

describe.each(['exponential', 'mean'] as const)('a smoothing by %s', (kind) => {
  it('is what its definition says, with gaps where there is no number', () => {
    const values = fc.array(fc.oneof({ weight: 9, arbitrary: finite }, { weight: 1, arbitrary: fc.constant(NaN) }), { minLength: 1, maxLength: 60 }) // prettier-ignore
    fc.assert(
      fc.property(values, fc.integer({ min: 1, max: 40 }), (all, reach) => {
        const x = steps(all.length, 3)
        const largest = Math.max(1, ...all.filter((value) => !Number.isNaN(value)).map(Math.abs))
        const [got, want] = [smoothed(x, all, smoother(kind, reach)), byDefinition(kind, x, all, reach)]
        want.forEach((value, i) =>
          Number.isNaN(value)
            ? expect(got[i]).toBeNaN()
            : expect(Math.abs(got[i]! - value)).toBeLessThanOrEqual(1e-12 * largest * all.length),
        )
      }),
    )
  })

  it('leaves what is constant, and the first value, as they are', () => {
    fc.assert(
      fc.property(series, (all) => {
        expect(smoothed(steps(all.length), all, smoother(kind, 8))[0]).toBeCloseTo(all[0]!, 6)
      }),
    )
    expect([...smoothed(steps(5), [2, 2, 2, 2, 2], smoother(kind, 3))]).toEqual([2, 2, 2, 2, 2])
  })

  it('averages logarithms on a log axis, and leaves out what has no place there', () => {
    const got = smoothed(steps(4), [1, 100, 0, 10], smoother(kind, 1e9, LOG))
    expect(got[2]).toBeNaN()
    if (kind === 'exponential') expect(got[1]).toBeCloseTo(10, 5)
    const shifted = smoothed(steps(4), [10, 1000, 0, 100], smoother(kind, 2, LOG))
    const plain = smoothed(steps(4), [1, 100, 0, 10], smoother(kind, 2, LOG))
    for (const i of [0, 1, 3]) expect(shifted[i]! / plain[i]!).toBeCloseTo(10, 10)
  })

  it('keeps signs on a symmetric log axis', () => {
    const got = smoothed(steps(3), [-5, 0, 5], smoother(kind, 1, symmetricLog(0.01)))
    expect(got[0]).toBeCloseTo(-5, 10)
    expect(got[0]! < got[1]! && got[1]! < got[2]!).toBe(true)
  })

  it('does not let one huge value eat the digits of all that come after', () => {
    const all = [1, 1e17, ...Array.from({ length: 40 }, () => 0.125)]
    const got = smoothed(steps(all.length), all, smoother(kind, 2))
    if (kind === 'mean') expect([...got.slice(6, -6)]).toEqual(Array.from({ length: all.length - 12 }, () => 0.125))
    else expect(got[1]).toBeGreaterThan(1e16)
  })
})

it('an exponential mean at even steps is the debiased moving average', () => {
  const values = [3, -1, 4, 1, -5, 9, 2, 6]
  const reach = 5
  const alpha = 1 - Math.exp(-1 / reach)
  let [average, weight] = [0, 0]
  const want = values.map((value) => {
    average += alpha * (value - average)
    weight += alpha * (1 - weight)
    return average / weight
  })
  smoothed(steps(8), values, smoother('exponential', reach)).forEach((value, i) =>
    expect(value).toBeCloseTo(want[i]!, 12),
  )
})

describe('what is smoothed over', () => {
  const about = (smoothing: Smoothing, isLog = false) =>
    smootherOf(smoothing, { from: 0, to: 1000 }, isLog ? stepAxis : LINEAR, LINEAR, isLog, false, 'steps')

  it('is nothing by default', () => expect(about({ kind: 'none', share: 0.02 })).toBeNull())

  it('is a share of the axis, in its own measure, and said with what becomes of the ends', () => {
    expect(about({ kind: 'mean', share: 0.05 })).toMatchObject({ reach: 50 })
    expect(about({ kind: 'mean', share: 0.05 })!.text).toBe(
      'smoothed: centered mean over 50 steps; narrower towards both ends',
    )
    expect(about({ kind: 'exponential', share: 0.1 }, true)!.text).toMatch(/over a factor of 2\.2 in steps/)
  })
})
