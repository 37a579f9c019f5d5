import { expect, it } from 'vitest'
import type { Claimed, ClaimOfRun } from '#src/vocabulary/index.ts'
import { firstAbove, greatestOf, lastOf, ratioOf, valueAt } from '#trainer/experiments/claimed.ts'
import { claimLevels } from '#dashboard/panels/claim-levels.ts'
import { declaration } from '../../src/store/reports.ts'

const claim = (id: string, of: Claimed, from: number | null, to: number | null): ClaimOfRun => {
  return { id, about: id, of, from, to, source: '', steps: 9 }
}
const claims = [
  claim('ends', lastOf('loss'), 0.1, 0.2),
  claim('stays', greatestOf('loss'), null, 3),
  claim('passes', firstAbove('accuracy', 0.9), 5, 8),
  claim('stays-so', lastOf('accuracy'), 0.9, null),
  claim('grows', ratioOf(lastOf('loss'), lastOf('accuracy')), 1, 2),
]
const panel = (...names: string[]) => ({ kind: 'scalar' as const, series: names.map((name) => declaration(name)) })

it('draws the ends of a band on the chart of its series, and what is to be passed', () => {
  expect(claimLevels(panel('loss'), claims)).toEqual([
    { value: 0.1, label: 'ends ≥ 0.1' },
    { value: 0.2, label: 'ends ≤ 0.2' },
    { value: 3, label: 'stays ≤ 3' },
  ])
  expect(claimLevels(panel('loss/null', 'accuracy'), claims)).toEqual([
    { value: 0.9, label: 'passes: step 5 … 8; stays-so ≥ 0.9' },
  ])
})

it('draws nothing elsewhere, nor what lies on no chart', () => {
  expect(claimLevels(panel('other'), claims)).toEqual([])
  expect(claimLevels({ ...panel('loss'), kind: 'spectrum' }, claims)).toEqual([])
})

it('draws what is said of some steps over these alone', () => {
  const some = [
    claim('starts', valueAt('loss', 0), 2, 3),
    claim('stays', greatestOf('loss', { from: 10, to: 20 }), null, 3),
    claim('later', greatestOf('loss', { from: 30 }), null, 3),
    claim('after', greatestOf('loss', { from: firstAbove('accuracy', 0.9) }), null, 3),
  ]
  expect(claimLevels(panel('loss'), some)).toEqual([
    { value: 2, label: 'starts ≥ 2', over: { from: 0, to: 0 } },
    { value: 3, label: 'starts ≤ 3', over: { from: 0, to: 0 } },
    { value: 3, label: 'stays ≤ 3', over: { from: 10, to: 20 } },
    { value: 3, label: 'later ≤ 3', over: { from: 30 } },
    { value: 3, label: 'after ≤ 3' },
  ])
})

it('draws them where their steps stand on the axis, once they do', () => {
  const secondsOf = (step: number) => (step < 15 ? step / 10 : null)
  const some = [
    claim('stays', greatestOf('loss', { from: 10, to: 20 }), null, 3),
    claim('later', greatestOf('loss', { from: 30 }), null, 3),
  ]
  expect(claimLevels(panel('loss'), some, secondsOf)).toEqual([{ value: 3, label: 'stays ≤ 3', over: { from: 1 } }])
})
