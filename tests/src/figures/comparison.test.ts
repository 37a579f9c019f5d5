import { expect, test } from 'vitest'
import type { AggregateGroup, RunValue } from '#src/vocabulary/index.ts'
import { comparisonRows } from '#src/figures/comparison-csv.ts'
import { comparisonFigure, type ComparisonSettings } from '#src/figures/comparison.ts'
import { paperHue } from '#src/figures/paper-colors.ts'
import { svgOfFigure } from '#src/figures/svg.ts'

const SETTINGS: ComparisonSettings = {
  ...{ width: 510, height: 170, columns: 2, color: 'weightDecay', panelsBy: [] },
  ...{ xLabel: 'step', xScale: 'linear', xTicks: 'steps', from: null, to: null },
  ...{ center: 'median', band: 'quartiles', members: false },
}

function group(key: readonly RunValue[], y: readonly number[], more: Partial<AggregateGroup> = {}): AggregateGroup {
  const x = Float64Array.from(y, (_, i) => 10 * i)
  return {
    ...{ key, runs: ['a', 'b'], left: [], x, center: Float64Array.from(y), n: Uint32Array.from(y, () => 2) },
    ...{ low: Float64Array.from(y, (value) => value / 2), high: Float64Array.from(y, (value) => 2 * value) },
    ...{ members: null, exact: true, interpolated: 0, folded: 0 },
    ...more,
  }
}

function seriesOf(groups: readonly AggregateGroup[], more: object = {}) {
  return { name: 'train-loss', unit: 'nat', log: false, range: null, aggregate: { groups }, ...more }
}

test('a group is a line over its band, colored by its value along the ramp', () => {
  const figure = comparisonFigure([seriesOf([group([0], [1, 2]), group([1], [3, 4]), group([10], [5, 6])])], SETTINGS)
  const [panel] = figure.panels
  expect(panel!.layers.map(({ kind }) => kind)).toEqual(['band', 'band', 'band', 'line', 'line', 'line'])
  const colors = panel!.layers.slice(3).map((layer) => ('color' in layer ? layer.color : ''))
  expect(new Set(colors).size).toBe(3)
  expect(figure.legend).toMatchObject({
    title: 'weightDecay',
    entries: [{ label: '0' }, { label: '1' }, { label: '10' }],
  })
  expect(figure.legend!.entries.map(({ color }) => color)).toEqual(colors)
  expect(panel!.y).toMatchObject({ label: 'train-loss (nat)', scale: 'linear' })
  expect(panel!.y.from).toBeLessThan(0.5)
  expect(panel!.y.to).toBeGreaterThan(12)
  expect(panel!.x).toMatchObject({ from: 0, to: 10, ticks: 'steps' })
})

test('what its groups are called has hues', () => {
  const { legend } = comparisonFigure(
    [seriesOf([group(['adam'], [1]), group(['sgd'], [1]), group([null], [1])])],
    SETTINGS,
  )
  expect(legend!.entries.map(({ label }) => label)).toEqual(['adam', 'sgd', 'none'])
  expect(legend!.entries[0]!.color).toBe(paperHue(0).color)
  expect(legend!.entries[1]!.color).toBe(paperHue(1).color)
})

test('a second factor parts panels, and says which', () => {
  const groups = [group([0, 0.1], [1, 2]), group([1, 0.1], [3, 4]), group([0, 0.2], [5, 6])]
  const { panels } = comparisonFigure([seriesOf(groups)], { ...SETTINGS, panelsBy: ['rate'] })
  expect(panels.map(({ title }) => title)).toEqual(['train-loss, rate = 0.1', 'train-loss, rate = 0.2'])
  expect(panels.map(({ layers }) => layers.length)).toEqual([4, 2])
})

test('runs are thin lines where they are wanted, and reach into the axis', () => {
  const members = Float64Array.of(1, 2, 100, NaN)
  const all = [seriesOf([group([0], [1, 2], { members })])]
  const [panel] = comparisonFigure(all, { ...SETTINGS, members: true }).panels
  expect(panel!.layers.map(({ kind }) => kind)).toEqual(['band', 'line', 'line', 'line'])
  expect(panel!.y.to).toBeGreaterThan(100)
  expect(comparisonFigure(all, SETTINGS).panels[0]!.y.to).toBeLessThan(100)
})

test('a logarithmic axis leaves out what has no place on it, and one of a range is whole', () => {
  const [log] = comparisonFigure([seriesOf([group([0], [0, 0.01, 1])], { log: true })], SETTINGS).panels
  expect(log!.y.scale).toBe('log')
  expect(log!.y.from).toBeGreaterThan(0.003)
  const [share] = comparisonFigure([seriesOf([group([0], [0.1, 0.2])], { range: [0, 1] })], SETTINGS).panels
  expect(share!.y).toMatchObject({ from: 0, to: 1 })
})

test('nothing that can be drawn is an empty panel, not an error', () => {
  for (const groups of [[], [group([0], [])], [group([0], [NaN, NaN])]])
    expect(svgOfFigure(comparisonFigure([seriesOf(groups)], SETTINGS))).toContain('train-loss')
})

test('the caption says how it was computed, and what takes no part', () => {
  const left = [{ run: 'c', why: 'it never grokked' }]
  const { note } = comparisonFigure([seriesOf([group([0], [1], { left, interpolated: 3 })])], SETTINGS)
  expect(note).toBe(
    'Lines: the median over the runs of each weightDecay (n = 2). Bands: first to third quartile. 1 run takes no part. Between two measurements of a run its value is interpolated linearly.',
  )
})

test('the numbers as rows', () => {
  const rows = [...comparisonRows(['weightDecay'], [{ name: 'loss', aggregate: { groups: [group([0.5], [1, NaN])] } }])]
  expect(rows).toEqual(['series,weightDecay,x,n,center,low,high', 'loss,0.5,0,2,1,0.5,2', 'loss,0.5,10,2,NaN,NaN,NaN'])
})
