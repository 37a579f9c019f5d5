import { expect, test } from 'vitest'
import { arranged, groupBefore, lineLabel } from '#dashboard/panels/arrange.ts'
import { arrangedForeign, besideOthers } from '#dashboard/panels/arrange-foreign.ts'
import { AS_IT_COMES, keyOf, laidOut } from '#dashboard/panels/layout.ts'
import { columnsOf, inSections, PROBES, sharingRow, WITHOUT_PREFIX } from '#dashboard/panels/sections.ts'
import { stylesOf } from '#dashboard/plots/palette.ts'
import type { ProbeCard, SeriesDeclaration } from '#src/vocabulary/index.ts'
import { loggedSeries } from '../../src/store/foreign-runs.ts'

const card = { id: 'weight-norm', name: 'Weight norm', about: 'a', group: 'norms' } as ProbeCard
const norm = (part: string): SeriesDeclaration => ({
  ...loggedSeries(`weight-norm/${part}`),
  ...{ probe: 'weight-norm', part, group: 'norms' },
})
const keys = ['loss', 'train/loss', 'lr', 'val/loss', 'train/acc', 'a/b/c']
const series = [norm('total'), ...keys.map((key) => loggedSeries(key)), norm('w1')]

test('of a foreign run each key has a panel of its own, those of one prefix together, and probes stand behind them', () => {
  const plans = arrangedForeign(series, [card])
  expect(plans.map(({ id, section }) => [id, section])).toEqual([
    ['loss', WITHOUT_PREFIX],
    ['lr', WITHOUT_PREFIX],
    ['train/loss', 'train'],
    ['train/acc', 'train'],
    ['val/loss', 'val'],
    ['a/b/c', 'a'],
    ['weight-norm', undefined],
  ])
  expect(plans.map(groupBefore)).toEqual([null, null, null, null, null, null, 'Norms'])
  const sections = inSections(plans)
  expect(sections.map(({ title, plans: own }) => [title, own.length])).toEqual([
    [WITHOUT_PREFIX, 2],
    ['train', 2],
    ['val', 1],
    ['a', 1],
    [PROBES, 1],
  ])
  expect(sections.flatMap(({ plans: own }) => own.map(({ place }) => place))).toEqual([0, 1, 2, 3, 4, 5, 6])
})

test('of a run of our own nothing changes: losses share a panel', () => {
  const plans = arranged(
    ['train-loss', 'test-loss'].map((name) => loggedSeries(name)),
    [card],
  )
  expect(plans.map(({ id, section }) => [id, section])).toEqual([['loss', undefined]])
})

test('keys without a prefix alone need no heading, and one that was moved away makes another', () => {
  const bare = arrangedForeign(
    ['loss', 'lr'].map((key) => loggedSeries(key)),
    [],
  )
  expect(inSections(bare).map(({ title, plans }) => [title, plans.length])).toEqual([[null, 2]])
  const [a, b, c] = arrangedForeign(
    ['t/a', 't/b', 'u/c'].map((key) => loggedSeries(key)),
    [],
  )
  expect(inSections([a!, c!, b!]).map(({ title, key }) => [title, key])).toEqual([
    ['t', 't'],
    ['u', 'u'],
    ['t', 't 2'],
  ])
})

test('what probes measure is headed once, also where the page opens with one of them or somebody moved one', () => {
  const other = { ...norm('w1'), name: 'ntk/w1', probe: 'ntk' }
  const plans = arrangedForeign([...series, other], [card], ['ntk', 'lr'])
  expect(plans.map(({ id }) => id).slice(0, 2)).toEqual(['lr', 'loss'])
  expect(plans.map(({ id }) => id).slice(-2)).toEqual(['ntk', 'weight-norm'])
  const apart = inSections([plans.at(-1)!, ...plans.slice(0, -1)])
  const titles = apart.map(({ title }) => title)
  expect(new Set(titles).size).toBe(titles.length)
  expect(titles[0]).toBe(PROBES)
})

test('a section of small panels leaves room beside it where a row has more, any other has rows of its own', () => {
  const section = (...own: { span: 2 | 3 | 6; size?: 'small' | 'large' }[]) => own.map((plan) => ({ plan }))
  expect(columnsOf(section({ span: 2 }))).toBe(2)
  expect(columnsOf(section({ span: 2 }, { span: 2 }))).toBe(4)
  expect(columnsOf(section({ span: 2 }, { span: 2 }, { span: 2 }))).toBe(6)
  expect(columnsOf(section({ span: 2 }, { span: 3 }))).toBeNull()
  expect(columnsOf(section({ span: 6, size: 'large' }))).toBeNull()
})

test('small panels share a row with those of the sections beside them, up to one that has rows of its own', () => {
  expect(sharingRow([2, 2, null])).toEqual([2, 2, null])
  expect(sharingRow([2, 6, 2, null, null, 4])).toEqual([5, 5, 5, null, null, 2])
  expect(sharingRow([])).toEqual([])
})

const ofRank = (key: string, rank: number): SeriesDeclaration => ({
  ...loggedSeries(`${key}/rank-${rank}`),
  ...{ probe: key, part: `rank-${rank}` },
})

test('what several processes log of a key shares its panel, a line each, whichever came first', () => {
  const all = [ofRank('loss', 1), ofRank('loss', 10), loggedSeries('loss'), ofRank('loss', 2), loggedSeries('lr')]
  const plans = arrangedForeign(all, [])
  expect(plans.map(({ id, series: own }) => [id, own.map(({ name }) => name)])).toEqual([
    ['loss', ['loss', 'loss/rank-1', 'loss/rank-2', 'loss/rank-10']],
    ['lr', ['lr']],
  ])
  expect(plans[0]!.series.map((one) => lineLabel(one, plans[0]!))).toEqual(['rank-0', 'rank-1', 'rank-2', 'rank-10'])
  const styleOf = stylesOf(besideOthers(all, []))
  expect(new Set(plans[0]!.series.map((one) => styleOf(one).color)).size).toBe(4)
  expect(styleOf(loggedSeries('lr'))).toEqual(styleOf(loggedSeries('other')))
})

test('a key named as what probes of a loss share has its panel beside theirs', () => {
  const cards = ['train-loss', 'test-loss'].map((id) => ({ id, name: id, about: '', group: 'loss' }) as ProbeCard)
  const measured = cards.map(({ id }) => loggedSeries(id))
  const plans = arrangedForeign([loggedSeries('loss'), loggedSeries('accuracy'), ...measured], cards)
  expect(new Set(plans.map(keyOf)).size).toBe(3)
  expect(laidOut(plans, AS_IT_COMES).map(({ series: own }) => own.map(({ name }) => name))).toEqual([
    ['loss'],
    ['accuracy'],
    ['train-loss', 'test-loss'],
  ])
})
