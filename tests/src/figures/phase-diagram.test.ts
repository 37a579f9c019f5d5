import { describe, expect, test } from 'vitest'
import type { Layer } from '#src/figures/figure.ts'
import { crossings } from '#src/figures/crossings.ts'
import { divergingColor } from '#src/figures/diverging.ts'
import { phaseDiagram } from '#src/figures/phase-diagram.ts'
import { pictureRows } from '#src/figures/picture.ts'
import { svgOfFigure } from '#src/figures/svg.ts'
import type { PhaseDiagramData } from '#src/vocabulary/index.ts'

describe('where a number passes a level', () => {
  test('is found exactly where its logarithm is straight, row by row', () => {
    const [xs, ys] = [
      [0, 1, 3],
      [0, 2],
    ]
    const values = ys.flatMap((y) => xs.map((x) => Math.exp(x - 0.5 - y)))
    const { x, y } = crossings({ xs, ys, values }, 1)
    expect(y).toEqual([0, 2])
    expect(x[0]).toBeCloseTo(0.5, 12)
    expect(x[1]).toBeCloseTo(2.5, 12)
    expect(crossings({ xs, ys, values: values.map((value) => 7 * value) }, 7).x[1]).toBeCloseTo(2.5, 12)
  })

  test('is the first place, passed from below; none where there is no such, and at a value where it is met exactly', () => {
    const rows = (...values: number[]) => crossings({ xs: [1, 2, 3, 4], ys: [0], values }, 1).x
    expect(rows(0.5, 2, 0.5, 2)).toEqual([1.5])
    expect(rows(2, 3, 4, 5)).toEqual([])
    expect(rows(5, 0.5, 0.4, 0.3)).toEqual([])
    expect(rows(0.25, 1, 2, 3)).toEqual([2])
    expect(rows(NaN, 0.5, NaN, 2)).toEqual([])
    expect(rows(0, 2, 3, 4)).toEqual([2])
    const falling = (...values: number[]) => crossings({ xs: [1, 2, 3, 4], ys: [0], values }, 1, true).x
    expect(falling(2, 0.5, 2, 0.5)).toEqual([1.5])
    expect(falling(0.5, 2, 3, 4)).toEqual([])
  })
})

const data: PhaseDiagramData = {
  kind: 'phase-diagram',
  x: { key: 'weight', label: 'weight variance' },
  y: { key: 'bias', label: 'bias variance' },
  panelsBy: 'activation',
  label: 'χ',
  level: 1,
  falls: false,
  phases: ['ordered', 'chaotic'],
  theory: 'mean field',
  panels: [
    {
      title: 'relu',
      xs: [1, 2, 4],
      ys: [0, 0.5],
      values: [0.5, 2, 4, 0.25, 1, null],
      theory: { x: [2, 2], y: [0, 0.5] },
    },
  ],
  note: 'of six runs',
}

describe('a phase diagram', () => {
  test('has a cell a run, the measured line and that of theory', () => {
    const { panels, legend, columns } = phaseDiagram(data, { width: 300, height: 150, columns: 3 })
    expect(columns).toBe(1) // no more than there are panels
    const [panel] = panels
    expect(panel?.layers.map(({ kind }) => kind)).toEqual(['cells', 'line', 'line', 'dots'])
    expect(panel?.layers[0]).toMatchObject({ x: [0.5, 1.5, 3, 5], y: [-0.25, 0.25, 0.75] })
    expect(panel?.layers[1]).toMatchObject({ x: [2, 2], y: [0, 0.5], dash: [4, 2.5] })
    expect(panel?.layers[3]).toMatchObject({ x: [1.5, 2], y: [0, 0.5] })
    const [ordered, critical, missing] = [0, 4, 5].map(
      (at) => (panel?.layers[0] as Layer & { kind: 'cells' }).colors[at],
    )
    expect([critical, missing]).toEqual(['#ffffff', '#d9d9d9'])
    expect(svgOfFigure(phaseDiagram(data, { width: 300, height: 150, columns: 1 }))).toContain(
      '<title>weight variance 4, bias variance 0.5: no number yet</title>',
    )
    expect(ordered).toBe(divergingColor(Math.log(0.5)))
    expect(legend?.entries.map(({ label }) => label)).toEqual([
      'χ = 1, measured',
      'χ = 1, mean field',
      'ordered, χ 0.3679 or less',
      'chaotic, χ 2.718 or more',
    ])
    expect(svgOfFigure(phaseDiagram(data, { width: 300, height: 150, columns: 1 }))).toContain('of six runs')
  })

  test('is a table of the runs and of both lines', () => {
    expect(pictureRows(data)).toEqual([
      'what,activation,weight,bias,χ',
      'run,relu,1,0,0.5',
      'run,relu,2,0,2',
      'run,relu,4,0,4',
      'run,relu,1,0.5,0.25',
      'run,relu,2,0.5,1',
      'run,relu,4,0.5,NaN',
      'measured line,relu,1.5,0,1',
      'measured line,relu,2,0.5,1',
      'theory line,relu,2,0,1',
      'theory line,relu,2,0.5,1',
    ])
  })

  test('joins no rows between which there is one without a place', () => {
    const grid = { ...data.panels[0]!, ys: [0, 0.5, 1], values: [0.5, 2, 4, 0.5, 0.5, 0.5, 0.5, 2, 4] }
    const [panel] = phaseDiagram({ ...data, panels: [grid] }, { width: 300, height: 150, columns: 1 }).panels
    expect(panel?.layers[2]).toMatchObject({ kind: 'line', x: [1.5, NaN, 1.5], y: [0, 0.5, 1] })
  })

  test('of one panel names no setting for it', () => {
    const [names, first] = pictureRows({ ...data, panelsBy: null, panels: [{ ...data.panels[0]!, title: '' }] })
    expect([names, first]).toEqual(['what,weight,bias,χ', 'run,1,0,0.5'])
  })

  test('is blue below and orange above, the stronger the farther', () => {
    const channels = (share: number) => [1, 3, 5].map((at) => parseInt(divergingColor(share).slice(at, at + 2), 16))
    const [below, above, far] = [-0.5, 0.5, 1].map(channels) as [number[], number[], number[]]
    expect(below[2]).toBeGreaterThan(below[0]!)
    expect(above[0]).toBeGreaterThan(above[2]!)
    expect(far[2]).toBeLessThan(above[2]!)
    expect(divergingColor(9)).toBe(divergingColor(1))
    const [near] = phaseDiagram(
      { ...data, panels: [{ ...data.panels[0]!, values: [0.2, 1.05, 1.1, 0.2, 0.2, 0.2] }] },
      { width: 300, height: 150, columns: 1 },
    ).panels
    const { colors } = near!.layers[0] as Layer & { kind: 'cells' }
    expect([colors[0], colors[2]]).toEqual([divergingColor(-1), divergingColor(1)])
    expect([0, NaN].map((share) => divergingColor(share, 'dark'))).toEqual(['#15181c', '#3a414a'])
  })
})
