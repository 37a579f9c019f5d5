import { expect, test } from 'vitest'
import { leadTexts, sideOf } from '#src/vocabulary/lead-text.ts'
import type { Lead, Leads, Mark, SeriesDeclaration } from '#src/vocabulary/index.ts'
import { afterText } from '#dashboard/text/after.ts'
import { leadEvents, leadSeries } from '#dashboard/run/lead-events.ts'
import { beforeText, chanceText } from '#dashboard/compare/lead-chance.ts'

const series = (name: string, group: string, kind = 'scalar') => ({ name, group, kind }) as SeriesDeclaration
const mark = (label: string): Mark => ({ by: 'x', step: 1, label, about: '' })
const ALL = [series('test-accuracy', 'accuracy'), series('w', 'other'), series('elapsed', 'time'), series('spectrum/w', 'other', 'spectrum')] // prettier-ignore

test('onsets are held against the marks of a run and its accuracies, what people ask about first', () => {
  expect(leadEvents([mark('Loss spike'), mark('Grokked'), mark('Loss spike')], ALL)).toEqual(['Grokked', 'test-accuracy', 'Loss spike']) // prettier-ignore
  expect(leadEvents([], [])).toEqual([])
  expect(leadSeries(ALL)).toEqual(['test-accuracy', 'w'])
})

test('steps after an event have a sign, and between two runs a half', () => {
  expect([1500, -20, 0, -2.5].map(afterText)).toEqual(['+1,500', '−20', '0', '−2.5'])
})

const run = { run: 'a', event: 50, eventInterval: { low: 45, high: 55 }, moved: 40, interval: { low: 35, high: 44 } }
test('a series is before an event or after it where their intervals do not meet', () => {
  expect(sideOf(run)).toBe('before')
  expect(sideOf({ ...run, interval: { low: 35, high: 45 } })).toBe(null)
  expect(sideOf({ ...run, moved: 60, interval: null })).toBe('after')
  expect(sideOf({ ...run, eventInterval: null, interval: { low: 35, high: 50 } })).toBe(null)
  expect(sideOf({ ...run, moved: null, interval: null })).toBe(null)
})

test('below a table of leads stands its method, its correction, and the order that holds', () => {
  const lead: Lead = { series: 's', n: 1, still: 0, median: -10, low: -10, high: -10, before: 1, after: 0, p: 1, corrected: 1, runs: [run] } // prettier-ignore
  const order = { names: ['s', 'e'], before: [[0, 2], [0, 0]], both: [[2, 2], [2, 2]], chain: { names: ['s', 'e'], runs: 2 } } // prettier-ignore
  const leads: Leads = { event: 'e', share: 0.8, left: [], leads: [lead], order }
  expect(leadTexts(leads)).toHaveLength(1)
  const two = { ...leads, leads: [{ ...lead, runs: [run, { ...run, run: 'b' }] }] }
  expect(leadTexts(two)[1]).toContain('Holm’s method (1979) for 1 series')
  expect(leadTexts(two)[2]).toBe('In 2 of 2 runs, at least 80 %, all of this order holds: s → e')
  expect(leadTexts({ ...two, order: { ...order, chain: { names: ['e'], runs: 2 } } })[2]).toBe('No order of two of them holds in 80 % of the runs') // prettier-ignore
  const beginsMoving = {
    ...lead,
    series: 'train-accuracy',
    n: 0,
    still: 1,
    runs: [{ ...run, moved: null, interval: null }],
  }
  expect(leadTexts({ ...leads, leads: [lead, beginsMoving] })[1]).toBe(
    'No onset is found of a series that goes on as it began, nor of one that moves within its first eight measurements. In none of these runs one is found of train-accuracy', // prettier-ignore
  )
  expect([beforeText(lead), chanceText(lead), chanceText({ ...lead, corrected: 1e-9 }), chanceText({ ...lead, corrected: null })]).toEqual(['1 of 1', '1', '< 0.0001', '–']) // prettier-ignore
})
