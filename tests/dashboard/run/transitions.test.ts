import { expect, test } from 'vitest'
import type { Mark } from '#src/vocabulary/index.ts'
import {
  durationOf,
  heightOf,
  heightText,
  onsetText,
  saidOnce,
  stretchAround,
  transitionGroups,
  transitionRows,
  type TransitionMark,
} from '#dashboard/run/transitions.ts'

function mark(by: string, key: string, step: number, said: Partial<TransitionMark['transition']> = {}): TransitionMark {
  const nothing = { series: 's', onset: null, end: null, before: null, after: null, seenAt: step, score: 1 }
  return { by, step, label: key, about: `${key} at ${step}`, transition: { ...nothing, key, ...said } }
}
const moment: Mark = { by: 'grokked', step: 5, label: 'Grokked', about: '' }
const grokking = [mark('grokking', 'generalization', 900), mark('grokking', 'memorization', 40), mark('grokking', 'plateau', 90)] // prettier-ignore

test('what grokking is dissected into is one group with its delay, and other transitions come after it by their onsets', () => {
  const spikes = [mark('loss-spike', 'b', 30), mark('edge', 'a', 10)]
  const groups = transitionGroups([moment, ...spikes, ...grokking])
  expect(groups.map(({ by, delay, all }) => [by, delay, all.map(({ step }) => step)])).toEqual([
    ['grokking', 860, [40, 90, 900]],
    ['', null, [10, 30]],
  ])
  expect(transitionGroups([moment])).toEqual([])
  expect(transitionGroups(grokking.slice(0, 1))[0]?.delay).toBeNull()
})

test('each label is said once, with how often it is there', () => {
  const spikes = [mark('loss-spike', 'a', 30), mark('loss-spike', 'b', 10)].map((one) => ({ ...one, label: 'Loss spike' })) // prettier-ignore
  expect(saidOnce(transitionGroups([...spikes, ...grokking])).map(({ label, first, count }) => [label, first.step, count])).toEqual([
    ['memorization', 40, 1],
    ['plateau', 90, 1],
    ['generalization', 900, 1],
    ['Loss spike', 10, 2],
  ]) // prettier-ignore
})

test('an onset is said with its interval, a height with what it is between, and what is not known is not said', () => {
  const onset = { low: -2, high: 1_231.4, level: 0.9 }
  const known = mark('d', 'k', 1_204, { onset, end: 1_500, before: 0.05, after: 0.98 })
  expect(onsetText(known)).toBe('1,204 [0 – 1,231]')
  expect([durationOf(known), heightOf(known)]).toEqual([296, 0.98 - 0.05])
  expect(heightText(known)).toBe('0.9300, from 0.05000 to 0.9800')
  const open = mark('d', 'k', 1_204, { before: 2 })
  expect([onsetText(open), durationOf(open), heightOf(open), heightText(open)]).toEqual([
    ...['1,204', null, null, 'from 2.000'],
  ])
})

test('a zoom holds the transition with its interval, and air to its sides', () => {
  const onset = { low: 90, high: 130, level: 0.9 }
  expect(stretchAround(mark('d', 'k', 100, { onset, end: 190 }), 1_000)).toEqual({ from: 0, to: 290 })
  expect(stretchAround(mark('d', 'k', 900), 1_000)).toEqual({ from: 800, to: 1_000 })
  const { from, to } = stretchAround(mark('d', 'k', 500, { end: 500 }), 1_000)
  expect([from, to]).toEqual([475, 525])
})

test('a file of them has every number as it was reported, and a label that a spreadsheet would compute stays a text', () => {
  const onset = { low: 90.123456789, high: 130, level: 0.9 }
  const evil = { ...mark('d', 'k', 100, { onset, end: 190, before: 1, after: 3, score: 1.25 }), label: '=1+1' }
  const [head, row, ...more] = [...transitionRows(transitionGroups([evil, moment]))]
  expect(head).toBe('label,detector,key,series,onset,onset low,onset high,level,end,duration,before,after,height,seen at,score,about') // prettier-ignore
  expect(row).toBe("'=1+1,d,k,s,100,90.123456789,130,0.9,190,90,1,3,2,100,1.25,k at 100")
  expect(more).toEqual([])
})
