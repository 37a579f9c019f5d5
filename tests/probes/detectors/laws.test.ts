import { describe, expect, it } from 'vitest'
import { transitionDetectors } from '#probes/detectors/index.ts'
import { openStream } from '#src/vocabulary/random.ts'
import { expectSound, noise, optionsOf, seenIn, type Point } from './detecting.ts'

/** Series in which something happens to most detectors, and what real ones hold: irregular steps, missing and impossible values. */
const LENGTH = 450
const rise = (i: number, at: number, width: number) => 1 / (1 + Math.exp(-(i - at) / width))
const SERIES: Record<string, number[]> = {
  flat: noise(1, LENGTH),
  constant: Array.from({ length: LENGTH }, () => 0.25),
  step: noise(2, LENGTH).map((e, i) => 0.5 + 0.01 * e + (i > 200 ? 0.4 : 0)),
  accuracy: noise(3, LENGTH).map((e, i) => Math.min(1, Math.max(0, 0.01 + 0.98 * rise(i, 250, 8) + 0.004 * e))),
  ratio: noise(4, LENGTH).map((e, i) => Math.min(1, i / 200) + 0.003 * e),
  loss: noise(5, LENGTH).map((e, i) => Math.exp(-Math.min(i, 300) / 60 + 0.05 * e) + (i > 300 && i < 320 ? 5 : 0)),
  diverging: noise(6, LENGTH).map((e, i) => (i < 350 ? 1 + 0.1 * e : Math.exp((i - 350) / 3))),
  huge: noise(7, LENGTH).map((e, i) => 1e300 * (1 + 0.1 * e + (i > 250 ? 0.7 : 0))),
  tiny: noise(8, LENGTH).map((e, i) => 1e-300 * (1 + 0.1 * e + (i > 250 ? 4 : 0))),
  impossible: noise(9, LENGTH).map((e, i) => [NaN, Infinity, -Infinity, e][i % 7 < 3 ? i % 7 : 3]!),
}

/** The same values to each series that a detector watches, at steps that are not evenly spaced. */
function pointsFor(detector: (typeof transitionDetectors)[number], values: readonly number[]): Point[] {
  const keys = detector.options.filter(({ type }) => type === 'series').map(({ key }) => key)
  let step = 0
  const gaps = openStream(0, 'gaps')
  return values.flatMap((value, i) => {
    step += 1 + gaps.integer(3)
    // Where two series are watched, the first is ahead, as training is of testing.
    return keys.map((key, k): Point => [step, k === 0 && keys.length > 1 ? (values[i + 80] ?? value) : value, key])
  })
}

const CASES = transitionDetectors.flatMap((detector) =>
  Object.entries(SERIES).map(([name, values]) => [detector.id, name, detector, pointsFor(detector, values)] as const),
)

describe('the detectors', () => {
  it('have names of their own', () => {
    const ids = transitionDetectors.map(({ id }) => id)
    expect(new Set(ids).size).toBe(ids.length)
    expect(ids.filter((id) => !/^[a-z]+(-[a-z]+)*$/.test(id))).toEqual([])
  })

  it.each(transitionDetectors.map((one) => [one.id, one] as const))(
    '%s says all that a card has to say',
    (_id, one) => {
      const texts = [one.name, one.symbol, one.formula, one.about, one.caveat, one.estimator, one.edges, one.reference]
      expect(texts.filter((text) => text.length === 0)).toEqual([])
      expect(texts.filter((text) => /[.;]$/.test(text))).toEqual([])
      expect(one.options.some(({ type }) => type === 'series')).toBe(true)
      for (const option of one.options) {
        if (option.type === 'number' || option.type === 'integer') {
          expect(option.min).toBeLessThanOrEqual(option.default)
          expect(option.default).toBeLessThanOrEqual(option.max)
        }
        if (option.type === 'choice') expect(option.choices).toContain(option.default)
      }
    },
  )
})

describe.each(CASES)('%s of the series %s', (_id, _name, detector, points) => {
  const seen = seenIn(detector, points)

  it('says sound marks, which JSON keeps', () => {
    expectSound(seen)
    expect(JSON.parse(JSON.stringify(seen))).toEqual(seen)
  })

  it('tells how near its threshold it is: below 1 until it says something, and 1 or more then', () => {
    const options = optionsOf(detector)
    let state = detector.initial(options)
    const wrong = points.flatMap(([step, value, of]) => {
      const { seen, score, state: next } = detector.next(state, { of: of!, step, value }, options)
      state = next
      const isRight = score === undefined || (Number.isFinite(score) && score >= 1 === seen.length > 0)
      return isRight ? [] : [{ step, score, said: seen.length }]
    })
    expect(wrong).toEqual([])
  })

  it('says the same from a state that was written down, and of points that come again', () => {
    const options = optionsOf(detector)
    let state = detector.initial(options)
    const again = points.flatMap(([step, value, of], i) => {
      const after = detector.next(state, { of: of!, step, value }, options)
      state = i % 20 === 0 ? JSON.parse(JSON.stringify(after.state)) : after.state
      return after.seen
    })
    expect(again).toEqual(seen)
    const twice = points.flatMap((point, i) => (i % 5 === 0 ? [point, point, points[Math.max(0, i - 9)]!] : [point]))
    expect(seenIn(detector, twice)).toEqual(seen)
  })
})

describe.each(CASES.filter(([, name]) => ['accuracy', 'loss', 'diverging'].includes(name)))(
  '%s of the series %s',
  (_id, _name, detector, points) => {
    it('leaves a state as it was, and keeps a bounded part of a long run', () => {
      const options = optionsOf(detector)
      let state = detector.initial(options)
      const lap = points.at(-1)![0]
      let fed = 0
      for (let round = 0; round < 5; round++) {
        for (const [step, value, of] of points) {
          const [from, before] = [state, fed % 97 === 0 ? JSON.stringify(state) : null]
          state = detector.next(state, { of: of!, step: step + round * lap, value }, options).state
          if (before !== null) expect(JSON.stringify(from)).toBe(before)
          fed++
        }
      }
      expect(fed).toBeGreaterThan(2000)
      // A point kept is two numbers.
      expect(numbersIn(state)).toBeLessThan(1300)
    })
  },
)

function numbersIn(value: unknown): number {
  if (typeof value !== 'object' || value === null) return Number(typeof value === 'number')
  return Object.values(value).reduce((sum: number, one) => sum + numbersIn(one), 0)
}
