import { describe, expect, it } from 'vitest'
import type { Seen } from '#probes/detectors/define.ts'
import type { Labelled } from './labelled.ts'
import { alarmsOf, scoreOf, type Alarm } from './score.ts'
import { falseAlarmsOf, proportion, summaryOf } from './summary.ts'

/** Points at every second step, and a transition from 0 to 2 over steps 40 to 50. */
const series: Labelled = {
  ...{ name: 'rise', family: 'ramp' },
  points: Array.from({ length: 50 }, (_, i) => [2 * i, 0] as const),
  truth: { onset: 40, begin: 40, end: 50, before: 0, after: 2 },
}
const alarm = (seenAt: number, said: Partial<Alarm> = {}): Alarm => ({
  ...{ seenAt, onset: null, interval: null, end: null, height: null },
  ...said,
})
const seen = (key: string, step: number, seenAt: number, known: Partial<Seen['transition']>) =>
  ({
    ...{ step, label: 'Rise', about: 'A rise' },
    transition: { series: 'a', key, onset: null, end: null, before: null, after: null, seenAt, score: 1, ...known },
  }) as Seen

describe('alarms', () => {
  it('keep when a transition was first said, and what was said of it last', () => {
    const said = [
      seen('1', 44, 46, { onset: { low: 40, high: 46, level: 0.9 } }),
      seen('2', 70, 72, {}),
      seen('1', 42, 46, { onset: { low: 41, high: 43, level: 0.9 }, end: 50, before: 0, after: 2 }),
    ]
    expect(alarmsOf(said)).toEqual([
      { seenAt: 46, onset: 42, interval: { low: 41, high: 43, level: 0.9 }, end: 50, height: 2 },
      { seenAt: 72, onset: 70, interval: null, end: null, height: null },
    ])
  })

  it('are each their own where they are moments, not transitions', () => {
    const moment = { label: 'Grokked', about: 'It has' }
    expect(
      alarmsOf([
        { step: 3, ...moment },
        { step: 9, ...moment },
      ]).map(({ seenAt }) => seenAt),
    ).toEqual([3, 9])
  })
})

describe('a score', () => {
  it('has the delay in steps, points and widths', () => {
    const score = scoreOf(series, [alarm(45)])
    expect(score).toMatchObject({ early: 0, delay: 5, delayInPoints: 3, delayInWidths: 0.5, further: 0 })
    expect(scoreOf(series, [alarm(40)])).toMatchObject({ delay: 0, delayInPoints: 0 })
  })

  it('counts what comes before the onset as early, and goes by what comes at or after it', () => {
    expect(scoreOf(series, [alarm(10), alarm(38), alarm(44), alarm(60)])).toMatchObject({
      early: 2,
      delay: 4,
      further: 1,
    })
    expect(scoreOf(series, [alarm(10)])).toMatchObject({ early: 1, delay: null, delayInPoints: null })
  })

  it('has bias and interval in points, and the error of the height', () => {
    const said = { onset: 36, interval: { low: 36, high: 39 }, height: 1.5 }
    expect(scoreOf(series, [alarm(44, said)])).toMatchObject({
      ...{ bias: -2, isCovered: false, intervalPoints: 1.5, heightError: -0.5 },
    })
    expect(scoreOf(series, [alarm(44, { interval: { low: 40, high: 41 } })]).isCovered).toBe(true)
    expect(scoreOf(series, [alarm(44)])).toMatchObject({ bias: null, isCovered: null, intervalPoints: null })
  })

  it('takes an alarm between the begin of a gradual rise and its onset for one in time', () => {
    const gradual = { ...series, truth: { onset: 40, begin: 34, end: 50, before: 0, after: 2 } }
    expect(scoreOf(gradual, [alarm(36)])).toMatchObject({ early: 0, delay: -4, delayInPoints: 0, delayInWidths: -0.4 })
    expect(scoreOf(gradual, [alarm(32)])).toMatchObject({ early: 1, delay: null })
  })

  it('has no widths where it is a jump', () => {
    const jump = { ...series, truth: { onset: 40, begin: 40, end: 40, before: 0, after: 2 } }
    expect(scoreOf(jump, [alarm(44)])).toMatchObject({ delay: 4, delayInWidths: null })
  })

  it('is of series with a transition only', () => {
    expect(() => scoreOf({ ...series, truth: null }, [])).toThrow('rise: nothing happens in it')
  })
})

describe('a summary', () => {
  const scores = [
    ...Array.from({ length: 9 }, (_, i) => scoreOf(series, [alarm(40 + 2 * i, { interval: { low: 39, high: 41 } })])),
    scoreOf(series, [alarm(2)]),
  ]

  it('takes a miss for a delay beyond all others', () => {
    expect(summaryOf(scores)).toMatchObject({
      ...{ series: 10, missed: 0.1, early: 0.1 },
      delayInPoints: { median: 4, p90: 8 },
      delayInWidths: { median: 0.8, p90: 1.6 },
    })
    expect(summaryOf(scores.slice(8)).delayInPoints).toEqual({ median: 8, p90: null })
    expect(summaryOf(scores.slice(9)).delayInPoints).toEqual({ median: null, p90: null })
  })

  it('has the share of intervals that hold the onset, with its standard error', () => {
    expect(summaryOf(scores).coverage).toEqual({ share: 1, standardError: 0, of: 9 })
    expect(summaryOf([scoreOf(series, [alarm(44)])]).coverage).toBeNull()
    expect(proportion(90, 100).standardError).toBeCloseTo(0.03, 12)
  })
})

it('has the rate of false alarms, and the largest one that so few do not exclude', () => {
  // Half the 97.5 % quantile of χ² with 2(n + 1) degrees of freedom (scipy.stats.chi2.ppf): 3.689 for none, 18.39 for 10.
  expect(falseAlarmsOf(0, 1e5)).toMatchObject({ per100000: 0 })
  expect(falseAlarmsOf(0, 1e5).atMost / 3.689).toBeCloseTo(1, 1)
  expect(falseAlarmsOf(10, 2e5).per100000).toBe(5)
  expect(falseAlarmsOf(10, 2e5).atMost / (18.39 / 2)).toBeCloseTo(1, 2)
})
