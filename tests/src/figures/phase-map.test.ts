import { expect, it } from 'vitest'
import { phaseMap } from '#src/figures/phase-map.ts'
import { pictureRows } from '#src/figures/picture.ts'
import { svgOfFigure } from '#src/figures/svg.ts'
import type { PhaseMapData } from '#src/vocabulary/index.ts'

const data: PhaseMapData = {
  kind: 'phase-map',
  x: { key: 'share', label: 'share of data' },
  y: { key: 'decay', label: 'weight decay' },
  label: 'What it comes to',
  xs: [0.2, 0.5, 0.9],
  ys: [0, 10],
  labels: ['grokked', 'memorized'],
  cells: [1, 1, 0, 1, null, 0],
  made: [true, false, true, true, false, true],
  note: 'How it was made',
}
const { panels, legend } = phaseMap(data, { width: 300, height: 200, columns: 3 })
const [cells, dots] = panels[0]!.layers

it('a label has a color, paler where no run says so, and gray where nothing is known', () => {
  const { colors, titles } = cells as Extract<typeof cells, { kind: 'cells' }>
  expect(new Set(colors).size).toBe(4)
  expect([colors[0], colors[2]]).toEqual([colors[3], colors[5]])
  expect(colors[1]).not.toBe(colors[0])
  expect(legend!.entries.map(({ label }) => label)).toEqual(['grokked', 'memorized', 'a run'])
  expect(legend!.entries.slice(0, 2).map(({ color }) => color)).toEqual([colors[2], colors[0]])
  expect(titles).toEqual([
    'share of data 0.2, weight decay 0: memorized',
    'share of data 0.5, weight decay 0: memorized, as the nearest run',
    'share of data 0.9, weight decay 0: grokked',
    'share of data 0.2, weight decay 10: memorized',
    'share of data 0.5, weight decay 10: no run yet',
    'share of data 0.9, weight decay 10: grokked',
  ])
})

it('a dot stands where a run was made, and each value has a place as wide as any other', () => {
  expect(dots).toMatchObject({ x: [0, 2, 0, 2], y: [0, 0, 1, 1] })
  expect(panels[0]!.x).toMatchObject({
    from: -0.5,
    to: 2.5,
    ticks: [{ text: '0.2' }, { text: '0.5' }, { text: '0.9' }],
  })
  expect(svgOfFigure(phaseMap(data, { width: 300, height: 200, columns: 3 }, 'dark'), 'dark')).toContain('grokked')
})

it('the table has a row a place, and says by which run', () => {
  expect(pictureRows(data)).toEqual([
    'share,decay,label,by',
    '0.2,0,memorized,run',
    '0.5,0,memorized,nearest run',
    '0.9,0,grokked,run',
    '0.2,10,memorized,run',
    '0.5,10,,',
    '0.9,10,grokked,run',
  ])
})
