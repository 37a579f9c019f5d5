import { describe, expect, it } from 'vitest'
import { binderCrossing } from '#src/statistics/scaling/binder-crossing.ts'
import { fluctuationsOf } from '#src/statistics/scaling/fluctuations.ts'
import { intervalsOverSeeds } from '#src/statistics/scaling/over-seeds.ts'
import { transitionScaling, type PlacedValue } from '#src/statistics/scaling/transition-scaling.ts'
import { openStream } from '#src/vocabulary/random.ts'

const XS = Array.from({ length: 9 }, (_, i) => 0.3 + 0.05 * i)
/** Of a cumulant that falls through its transition, the faster the larger the size. */
const falling = (size: number, at: number, xs = XS) => xs.map((x) => ({ x, binder: (2 / 3) / (1 + Math.exp((x - at) * size)) })) // prettier-ignore

describe('where the cumulants of two sizes cross', () => {
  it.each([0.42, 0.5, 0.58])('is where those of a model do: at %f', (at) => {
    expect(binderCrossing(falling(8, at), falling(16, at))!).toBeCloseTo(at, 2)
  })

  it('is the same whichever way they lead, and in whatever order the places come', () => {
    const [small, large] = [falling(8, 0.47), falling(16, 0.47)]
    const back = (all: typeof small) => all.map(({ x, binder }) => ({ x: 1 - x, binder }))
    expect(binderCrossing(back(small), back(large))!).toBeCloseTo(0.53, 2)
    expect(binderCrossing(small.toReversed(), large)).toBe(binderCrossing(small, large))
  })

  it('is none where one lies above the other, where they share no place, and of what has no cumulant', () => {
    expect(binderCrossing(falling(8, 0.4), falling(8, 0.6))).toBeNull()
    expect(binderCrossing(falling(8, 0.5, [0.4, 0.6]), falling(16, 0.5, [0.5]))).toBeNull()
    expect(binderCrossing(falling(8, 0.5), XS.map((x) => ({ x, binder: NaN })))).toBeNull() // prettier-ignore
    expect(binderCrossing([], [])).toBeNull()
  })
})

const SIZES = [8, 40] as const
/** ±1 on one side, and normal with the same variance on the other: cumulants of 2/3 and of 0, which cross at 0.5 whatever the sizes. */
function seeded(stream: ReturnType<typeof openStream>, seeds: number): number[][][] {
  const value = (size: number, x: number) =>
    stream.uniform() < 1 / (1 + Math.exp((x - 0.5) * size)) ? Math.sign(stream.normal()) : stream.normal()
  return SIZES.map((size) => XS.map((x) => Array.from({ length: seeds }, () => value(size, x))))
}

it('the interval over seeds holds the crossing about as often as it says', () => {
  const stream = openStream(5, 'binder')
  const [sets, seeds] = [60, 40]
  const held = Array.from({ length: sets }, (_, set) => {
    const values = seeded(stream, seeds)
    const crossing = (drawn: readonly number[]) => {
      const [smaller, larger] = values.map(
        (rows, k) =>
        rows.map((row, i) => ({ x: XS[i]!, ...fluctuationsOf(drawn.map((seed) => row[seed]!), SIZES[k]!) })), // prettier-ignore
      )
      return binderCrossing(smaller!, larger!)
    }
    if (crossing(Array.from({ length: seeds }, (_, seed) => seed)) === null) return null
    const { low, high } = intervalsOverSeeds(seeds, { seed: set, resamples: 100, coverage: 0.9 }, (drawn) => {
      const one = crossing(drawn)
      return one === null ? null : [one]
    })(0)
    return low <= 0.5 && 0.5 <= high
  }).filter((one) => one !== null)
  expect(held.length).toBeGreaterThan(0.8 * sets)
  expect(held.filter(Boolean).length / held.length).toBeGreaterThan(0.8)
})

it('a transition along a parameter has the crossings of neighboring sizes', () => {
  const values = seeded(openStream(6, 'binder'), 400)
  const runs = values.flatMap((rows, k) =>
    rows.flatMap((row, i) => row.map((value, seed): PlacedValue => ({ size: SIZES[k]!, x: XS[i]!, seed, value }))),
  )
  const known = { critical: 0.5, nu: 1, beta: 0 }
  const { crossings } = transitionScaling(runs, { seed: 0, resamples: 50, coverage: 0.9, asymptote: 0, known })
  expect(crossings.map(({ sizes }) => sizes)).toEqual([SIZES])
  const { value, low, high } = crossings[0]!.at
  expect(Math.abs(value - 0.5)).toBeLessThan(0.1)
  expect(low).toBeLessThan(value)
  expect(high).toBeGreaterThan(value)
})
