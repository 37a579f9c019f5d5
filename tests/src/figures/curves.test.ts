import { describe, expect, test } from 'vitest'
import { curvesFigure, curvesRows } from '#src/figures/curves.ts'
import { svgOfFigure } from '#src/figures/svg.ts'
import type { CurvesData } from '#src/vocabulary/index.ts'

const size = { width: 300, height: 150, columns: 3 }
const data: CurvesData = {
  kind: 'curves',
  x: { key: 'width', label: 'width', scale: 'log' },
  by: { key: 'rule', label: 'rule' },
  panelsBy: null,
  label: 'change',
  scale: 'log',
  theory: 'wide limit',
  panels: [
    {
      title: '',
      curves: [
        {
          value: 'lazy',
          points: [
            { x: 64, value: 0.25, low: 0.2, high: 0.3, runs: 2, theory: 0.2 },
            { x: 256, value: 0.06, low: 0.06, high: 0.06, runs: 1, theory: null },
          ],
          theory: { x: [64, 128, 256], y: [0.2, 0.1, 0.05] },
          fit: { factor: 16, exponent: -1, low: -1.125, high: -0.875, runs: 3 },
        },
        { value: 'rich', points: [], theory: { x: [], y: [] }, fit: null },
      ],
    },
  ],
  note: 'of three runs',
}

describe('curves over a setting', () => {
  test('are dots with the range of the seeds, the line of theory and the power law, and the residual beside them', () => {
    const { panels, columns, legend } = curvesFigure(data, size)
    expect(columns).toBe(2)
    expect(panels[0]?.layers.map(({ kind }) => kind)).toEqual(['line', 'line', 'intervals', 'dots', 'line', 'dots'])
    const [theory, fit, seeds, dots] = panels[0]!.layers
    expect(theory).toMatchObject({ x: [64, 128, 256], y: [0.2, 0.1, 0.05], dash: [4, 2.5] })
    const { x, y } = fit as unknown as { x: number[]; y: number[] }
    expect(x.map((place, i) => place * y[i]!).every((product) => Math.abs(product - 16) < 1e-9)).toBe(true)
    expect([x[0], x.at(-1)!]).toEqual([64, expect.closeTo(256, 9)])
    expect(seeds).toMatchObject({ x: [64], low: [0.2], high: [0.3] })
    expect(dots).toMatchObject({ x: [64, 256], y: [0.25, 0.06] })
    expect(panels[1]?.y).toMatchObject({ label: 'measured / theory − 1', scale: 'linear' })
    // A place of which theory says nothing has no residual.
    expect(panels[1]?.layers.find(({ kind }) => kind === 'dots')).toMatchObject({ x: [64], y: [expect.closeTo(0.25)] })
    expect(legend?.entries.map(({ label }) => label)).toEqual([
      'lazy ∝ width^−1.00 [−1.13, −0.88]',
      'rich',
      'measured',
      'wide limit',
      'power law',
    ])
    expect(svgOfFigure(curvesFigure(data, size, 'dark'), 'dark')).toContain('of three runs')
  })

  test('hold on linear axes what is measured less theory, and are joined where no line says how they go on', () => {
    const bare = data.panels[0]!.curves.map((curve) => ({ ...curve, theory: { x: [], y: [] }, fit: null }))
    const linear = curvesFigure({ ...data, scale: 'linear', panels: [{ title: '', curves: bare }] }, size)
    expect(linear.panels[0]?.layers[0]).toMatchObject({ kind: 'line', x: [64, 256], y: [0.25, 0.06] })
    expect(linear.panels[1]?.layers.find(({ kind }) => kind === 'dots')).toMatchObject({ y: [expect.closeTo(0.05)] })
    expect(curvesFigure({ ...data, theory: null }, size).panels).toHaveLength(1)
  })

  test('of several panels have the residual of each below it', () => {
    const panels = ['a', 'b'].map((title) => ({ ...data.panels[0]!, title }))
    const figure = curvesFigure({ ...data, panels, panelsBy: 'task' }, size)
    expect([figure.columns, figure.panels.map(({ title }) => title)]).toEqual([2, ['a', 'b', 'a, residual', 'b, residual']]) // prettier-ignore
  })

  test('before a run has ended have axes all the same', () => {
    const panels = [{ title: '', curves: data.panels[0]!.curves.map((one) => ({ ...one, points: [], theory: { x: [], y: [] } })) }] // prettier-ignore
    const { panels: drawn } = curvesFigure({ ...data, panels }, size)
    expect(drawn[0]).toMatchObject({ x: { scale: 'log' }, y: { scale: 'log' } })
    expect(drawn[0]!.y.to).toBeGreaterThan(drawn[0]!.y.from)
    expect(svgOfFigure(curvesFigure({ ...data, panels }, size))).not.toMatch(/NaN|Infinity/)
  })

  test('are a table of the places, of theory and of what was fitted', () => {
    expect(curvesRows(data)).toEqual([
      'what,rule,width,change,low,high,runs,theory,residual',
      'runs,lazy,64,0.25,0.2,0.3,2,0.2,0.04999999999999999',
      'runs,lazy,256,0.06,0.06,0.06,1,,',
      'theory line,lazy,64,0.2,,,,,',
      'theory line,lazy,128,0.1,,,,,',
      'theory line,lazy,256,0.05,,,,,',
      'exponent,lazy,,-1,-1.125,-0.875,3,,',
    ])
  })
})
