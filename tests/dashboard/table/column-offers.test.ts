import { expect, test } from 'vitest'
import type { RunsColumns } from '#src/vocabulary/index.ts'
import { columnOffers, moved, SHOWN, toggled } from '#dashboard/table/column-offers.ts'

const KNOWN: RunsColumns = {
  total: 2,
  parameters: [
    { name: 'weightDecay', runs: 2 },
    { name: 'learning rate', runs: 1 },
  ],
  summaries: [],
  series: [
    { name: 'test-loss', kind: 'scalar', runs: 1_200 },
    { name: 'spectrum/w1', kind: 'spectrum', runs: 1 },
  ],
  marks: [{ name: 'Grokked', by: 'grokked', runs: 1 }],
  tags: [],
  groups: [],
}
const idsIn = (title: string, ids: readonly string[], sought = '') =>
  columnOffers(ids, KNOWN, sought)
    .find((section) => section.title === title)
    ?.offers.map(({ id }) => id)

test('what occurs among the runs is offered as the expressions that read it', () => {
  expect(idsIn('Settings', [])).toEqual(['weightDecay', 'parameter("learning rate")'])
  expect(idsIn('Events', [])).toEqual(['onset("Grokked")'])
  expect(idsIn('Series', [])).toEqual(['last("test-loss")', 'best("test-loss")'])
  const [series] = columnOffers([], KNOWN, 'last test')
  expect(series?.offers).toEqual([{ id: 'last("test-loss")', text: 'last test-loss', about: '1,200 runs' }])
})

test('of an event that is a transition how long and how high it is can be shown, too', () => {
  const marks = [{ name: 'Rise', by: 'sigmoid-rise', runs: 1, isTransition: true }] as const
  const [section] = columnOffers([], { ...KNOWN, marks }, 'rise')
  expect(section?.offers.map(({ id }) => id)).toEqual(['onset("Rise")', 'duration("Rise")', 'height("Rise")'])
  expect(section?.offers[1]).toEqual({
    id: 'duration("Rise")',
    text: 'duration of Rise',
    about: 'sigmoid-rise · 1 run',
  })
})

test('what is shown is offered in its order, and not once more', () => {
  const ids = ['status', 'weightDecay', 'last("test-loss") * 2']
  expect(idsIn(SHOWN, ids)).toEqual(ids)
  expect(idsIn('Settings', ids)).toEqual(['parameter("learning rate")'])
  expect(idsIn('Of every run', ids)).not.toContain('status')
})

test('a search leaves what has it in its name or expression, whatever the case', () => {
  expect(columnOffers(['status'], KNOWN, 'GROK').map(({ title }) => title)).toEqual(['Events'])
  expect(columnOffers(['status'], KNOWN, 'no such')).toEqual([])
})

test('before the hub has said what occurs, what every run has is there', () => {
  expect(columnOffers(['status'], null, '').map(({ title }) => title)).toEqual([SHOWN, 'Of every run'])
})

test('columns are shown, left out and moved, within the table', () => {
  expect(toggled(['a', 'b'], 'b')).toEqual(['a'])
  expect(toggled(['a'], 'b')).toEqual(['a', 'b'])
  expect(moved(['a', 'b', 'c'], 'b', -1)).toEqual(['b', 'a', 'c'])
  expect(moved(['a', 'b', 'c'], 'c', 1)).toEqual(['a', 'b', 'c'])
})
