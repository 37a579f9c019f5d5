import * as fc from 'fast-check'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it, test } from 'vitest'
import { isDueOnCurve, startsBefore, type Adaptive, type FollowedSeries } from '#src/vocabulary/adaptive.ts'
import { adaptive, adaptiveAsTyped, isDue, probeAsTyped } from '#src/vocabulary/cadence.ts'

const oneToSixteen = adaptive(1, 16) as Adaptive
/**
 * Test accuracy and test loss at every step of runs that grok, to five digits: `phasescope train modular-addition-mlp --probe
 * test-accuracy@1 --probe test-loss@1`, and `phasescope export`.
 */
const recorded = JSON.parse(
  readFileSync(join(import.meta.dirname, '../../fixtures/grokking/curves.json'), 'utf8'),
) as Record<string, { accuracy: number[]; loss: number[] }>

type Values = (step: number) => number | undefined
const share = { span: 1 }

/** The steps up to `last` at which a curve is measured that is known from a step on. */
function dueSteps(at: Values, last: number, scale: FollowedSeries['scale'] = share, from = 0, cadence = oneToSixteen) {
  const measured = new Set<number>()
  const series = [{ at: (step: number) => (measured.has(step) ? at(step) : undefined), scale }]
  for (let step = from; step <= last; step++)
    if (isDueOnCurve(cadence, step, { from, last: null, series })) measured.add(step)
  return [...measured]
}

/** A curve through what was measured of it, in straight lines. */
function drawn(values: readonly number[], steps: readonly number[]): number[] {
  return values.slice(0, steps.at(-1)! + 1).map((_, step) => {
    const next = steps.findIndex((one) => one >= step)
    const [to, from] = [steps[next]!, steps[Math.max(0, next - 1)]!]
    return to === step ? values[to]! : values[from]! + ((values[to]! - values[from]!) * (step - from)) / (to - from)
  })
}

const farthest = (one: readonly number[], other: readonly number[]) =>
  Math.max(...one.map((value, i) => Math.abs(value - other[i]!)))

describe.each(Object.entries(recorded))('the curve of %s', (_, { accuracy, loss }) => {
  const last = accuracy.length - 1
  const ofAccuracy = dueSteps((step) => accuracy[step], last)

  it('is within 0.02 of the whole one, straight lines between what was measured', () => {
    expect(farthest(drawn(accuracy, ofAccuracy), accuracy)).toBeLessThan(0.02)
    const ofLoss = dueSteps((step) => loss[step], last, 'log')
    const logs = loss.map(Math.log)
    expect(farthest(drawn(logs, ofLoss), logs)).toBeLessThan(0.04)
  })

  it.each([0.1, 0.5, 0.9, 0.95])('passes %f within 2 steps of where it does', (level) => {
    const whole = accuracy.findIndex((value) => value > level)
    const passes = drawn(accuracy, ofAccuracy).findIndex((value) => value > level)
    expect(Math.abs(passes - whole)).toBeLessThanOrEqual(2)
  })

  it('is measured at less than half of the steps, and rarely once it is flat', () => {
    expect(ofAccuracy.length).toBeLessThan(accuracy.length / 2)
    const flat = accuracy.findLastIndex((value) => Math.abs(value - accuracy.at(-1)!) > 0.002) + 64
    const behind = ofAccuracy.filter((step) => step >= flat)
    expect(behind).toEqual(behind.filter((step) => isDue(oneToSixteen, step)))
  })
})

test('of the demo it takes a seventh of the steps', () => {
  const { accuracy } = recorded['modular-addition-mlp']!
  expect(dueSteps((step) => accuracy[step], 600).length).toBeLessThan(601 / 7)
})

test('a curve that jumps is followed at every step, and left alone again', () => {
  const jump = (step: number) => (step < 200 ? 0 : Math.min(1, (step - 200) / 20))
  const steps = dueSteps(jump, 400)
  expect(steps.filter((step) => step >= 210 && step <= 222)).toHaveLength(13)
  expect(steps.filter((step) => step > 272)).toEqual([288, 304, 320, 336, 352, 368, 384, 400])
})

test('what runs straight is measured at the first step of each block alone, the longest apart in the end', () => {
  const surely = Array.from({ length: 601 }, (_, step) => step).filter((step) => isDue(oneToSixteen, step))
  expect(surely.slice(0, 20)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 10, 12, 14, 16, 20, 24, 28, 32, 40, 48, 56])
  expect(surely.slice(20)).toEqual(Array.from({ length: 34 }, (_, i) => 64 + 16 * i))
  expect(dueSteps(() => 0.5, 600)).toEqual(surely)
  expect(dueSteps((step) => 0.0001 * step, 600)).toEqual(surely)
  expect(dueSteps((step) => Math.exp(-step / 30), 600, 'log')).toEqual(surely)
  expect(dueSteps((step) => 1e-9 * (step + 1000), 600, 'relative')).toEqual(surely)
})

test('where there is no number nothing moves; where one begins or ceases, it is followed', () => {
  const surely = dueSteps(() => 0, 600)
  expect(dueSteps(() => undefined, 600)).toEqual(surely)
  expect(dueSteps(() => NaN, 600)).toEqual(surely)
  expect(dueSteps((step) => (step < 300 ? 0.5 : NaN), 600)).toEqual(expect.arrayContaining([304, 305, 306]))
  expect(dueSteps((step) => (step < 300 ? NaN : 0.5), 600)).toEqual(expect.arrayContaining([304, 305, 306]))
  // On a logarithmic axis 0 has no place.
  expect(dueSteps((step) => (step < 300 ? 1 : 0), 600, 'log')).toEqual(expect.arrayContaining([304, 305, 306]))
})

test('the last step that is planned is measured, whatever step it is', () => {
  const ends = [30, 601, 607].map((last) =>
    isDueOnCurve(adaptive(5, 40) as Adaptive, last, { from: 0, last, series: [] }),
  )
  expect(ends).toEqual([true, true, true])
  expect(isDueOnCurve(adaptive(5, 40) as Adaptive, 601, { from: 0, last: 602, series: [] })).toBe(false)
})

const wild = fc.array(fc.double({ min: -1, max: 1, noNaN: false }), { minLength: 200, maxLength: 200 })
const cadences = fc
  .tuple(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 5 }))
  .map(([shortest, doublings]) => adaptive(shortest, shortest * 2 ** doublings) as Adaptive)

test('whatever the curve is, two measurements are between the shortest and the longest apart', () => {
  fc.assert(
    fc.property(wild, cadences, (values, cadence) => {
      const steps = dueSteps((step) => values[step], 199, 'relative', 0, cadence)
      const apart = steps.slice(1).map((step, i) => step - steps[i]!)
      expect(steps[0]).toBe(0)
      expect(Math.min(...apart)).toBeGreaterThanOrEqual(cadence.shortest)
      expect(Math.max(...apart)).toBeLessThanOrEqual(cadence.longest)
      expect(steps.filter((step) => isDue(cadence, step))).toEqual(
        Array.from({ length: 200 }, (_, step) => step).filter((step) => isDue(cadence, step)),
      )
    }),
  )
})

test('whoever comes late measures every step that it would have, and from the third block on no other', () => {
  fc.assert(
    fc.property(wild, cadences, fc.integer({ min: 0, max: 150 }), (values, cadence, from) => {
      const at: Values = (step) => values[step]
      const whole = dueSteps(at, 199, 'relative', 0, cadence).filter((step) => step >= from)
      const late = dueSteps(at, 199, 'relative', from, cadence)
      expect(late).toEqual(expect.arrayContaining(whole))
      const isSettled = (step: number) => startsBefore(cadence, step)[0] >= from
      expect(late.filter(isSettled)).toEqual(whole.filter(isSettled))
    }),
  )
})

test('what was before the two blocks decides nothing', () => {
  fc.assert(
    fc.property(wild, wild, cadences, fc.integer({ min: 60, max: 199 }), (one, other, cadence, step) => {
      const [first] = startsBefore(cadence, step)
      const changed: Values = (at) => (at < first ? other[at] : one[at])
      const [as, with_] = [one, changed].map((values) =>
        dueSteps(typeof values === 'function' ? values : (at) => values[at], step, 'relative', 0, cadence).includes(
          step,
        ),
      )
      expect(with_).toBe(as)
    }),
  )
})

test.each<[string, ReturnType<typeof adaptiveAsTyped>]>([
  ['1..16', adaptive(1, 16)],
  ['16', adaptive(1, 16)],
  [' 5..40 ', adaptive(5, 40)],
  ['5..30', null],
  ['16..1', null],
  ['4..4', null],
  ['0..16', null],
  ['1..2048', null],
  ['1..', null],
  ['', null],
])('%j as it is typed', (text, cadence) => {
  expect(adaptiveAsTyped(text)).toEqual(cadence)
})

test('a probe is typed with it', () => {
  expect(probeAsTyped('--probe', 'gini@1..16')).toEqual({ probe: 'gini', cadence: adaptive(1, 16) })
  expect(() => probeAsTyped('--probe', 'gini@1..15')).toThrow(/or id@N\.\.M to measure adaptively/)
})
