import { expect, test } from 'vitest'
import type { SeriesDeclaration } from '#src/vocabulary/index.ts'
import { pointsFromColumns } from '#dashboard/series/points.ts'
import { arranged, groupTitle, lineLabel } from '#dashboard/panels/arrange.ts'
import { inSeconds, stepAt } from '#dashboard/panels/in-time.ts'
import { nearestFirst } from '#dashboard/panels/nearest.ts'
import { stylesOf } from '#dashboard/plots/palette.ts'

const series = (
  name: string,
  group: SeriesDeclaration['group'],
  kind: SeriesDeclaration['kind'] = 'scalar',
): SeriesDeclaration => {
  const [probe, part = null] = name.split('/') as [string, string?]
  return { name, probe, part, kind, group, unit: '1', scale: 'linear', range: null }
}
const ALL = [
  series('elapsed', 'time'),
  series('weight-norm/w1', 'norms'),
  series('train-accuracy', 'accuracy'),
  series('weight-norm/total', 'norms'),
  series('singular-values/w1', 'spectra', 'spectrum'),
  series('test-accuracy', 'accuracy'),
]

test('accuracy shares a panel, parts share a panel, and groups come in their declared order', () => {
  const plans = arranged(ALL, [])
  expect(plans.map(({ id, series }) => [id, series.map(({ name }) => name)])).toEqual([
    ['accuracy', ['train-accuracy', 'test-accuracy']],
    ['weight-norm', ['weight-norm/w1', 'weight-norm/total']],
    ['singular-values', ['singular-values/w1']],
    ['elapsed', ['elapsed']],
  ])
  expect(plans[0]!.series.map((one) => lineLabel(one, plans[0]!))).toEqual(['Train', 'Test'])
})

test('what the run opens with comes first, in its order, and what is not measured is no panel', () => {
  const plans = arranged(ALL, [], ['singular-values', 'nothing', 'weight-norm'])
  expect(plans.map(({ id }) => id)).toEqual(['singular-values', 'weight-norm', 'accuracy', 'elapsed'])
})

test('a probe that nobody has a card for is drawn all the same', () => {
  expect(arranged([series('my-own-probe/a', 'structure')], [])).toMatchObject([
    { id: 'my-own-probe', title: 'my-own-probe' },
  ])
})

test('color follows what a line is, whatever else is drawn', () => {
  const few = stylesOf(ALL)
  const more = stylesOf([...ALL, series('gradient-norm/w1', 'norms'), series('gradient-norm/w2', 'norms')])
  for (const one of ALL) expect(more(one)).toEqual(few(one))
  expect(more(series('gradient-norm/w1', 'norms')).color).toBe(few(ALL[1]!).color)
  expect(few(ALL[2]!).dash.length).toBeGreaterThan(0)
  expect(few(ALL[5]!).dash).toEqual([])
})

test('steps become seconds by the run’s own clock, and nothing is drawn where it was not read', () => {
  const clock = pointsFromColumns([0, 10, 20], [0, 1, 5])
  const points = inSeconds(pointsFromColumns([0, 5, 10, 15, 25], [1, 2, 3, 4, 5]), clock)
  expect([...points.steps.subarray(0, points.length)]).toEqual([0, 0.5, 1, 3])
})

test('a place in time is a step by the same clock', () => {
  const clock = pointsFromColumns([0, 10, 20], [0, 1, 5])
  expect([0.5, 1, 3, 9].map((seconds) => stepAt(clock, seconds))).toEqual([5, 10, 15, 20])
  expect(stepAt(pointsFromColumns([], []), 1)).toBeNull()
})

test('the legend names the nearest curve first, in decades on a log axis', () => {
  const entries = [
    { id: 'a', value: 1 },
    { id: 'b', value: 90 },
    { id: 'c', value: null },
    { id: 'd', value: 0 },
  ]
  expect(nearestFirst(entries, 10, false).map(({ id }) => id)).toEqual(['a', 'd', 'b', 'c'])
  expect(nearestFirst(entries, 10, true).map(({ id }) => id)).toEqual(['b', 'a', 'c', 'd'])
})

test('groups that this page does not know come last, under their own name', () => {
  const strange = (name: string, group: string) => series(name, group as SeriesDeclaration['group'])
  const plans = arranged([strange('z', 'zoology'), strange('c', 'constructor'), ...ALL], [])
  expect(plans.map(({ group }) => group).slice(-3)).toEqual(['time', 'constructor', 'zoology'])
  expect(groupTitle(plans.at(-1)!.group)).toBe('zoology')
})

test('five thousand parts of two probes are arranged and styled at once', () => {
  const many = Array.from({ length: 5_000 }, (_, i) => [series(`a/p${i}`, 'norms'), series(`b/p${i}`, 'norms')]).flat()
  const styleOf = stylesOf(many)
  expect(arranged(many, []).map((plan) => plan.series.length)).toEqual([5_000, 5_000])
  expect(new Set(many.map((one) => styleOf(one).color)).size).toBe(8)
})
