import { describe, expect, test } from 'vitest'
import fc from 'fast-check'
import type { Figure, FigureAxis, Layer } from '#src/figures/figure.ts'
import { svgOfFigure } from '#src/figures/svg.ts'

const AXIS: FigureAxis = { label: 'step', scale: 'linear', from: 0, to: 10 }

function figureOf(layers: readonly Layer[], more: Partial<Figure> & { x?: FigureAxis; y?: FigureAxis } = {}): Figure {
  const { x = AXIS, y = { ...AXIS, label: 'loss' }, ...rest } = more
  const panels = [{ title: 'Loss', x, y, layers }]
  return { width: 152, height: 144, columns: 1, panels, legend: null, note: 'median of 5', ...rest }
}

/** The plot of such a figure is 100 points wide and high, from (44, 16) on. */
const PLOT = { left: 44, bottom: 116 }

describe('a figure as SVG', () => {
  test('a line runs through its points, and breaks at what has no place', () => {
    const svg = svgOfFigure(
      figureOf([{ kind: 'line', x: [0, 5, 6, 7, 9, 10], y: [0, 10, NaN, 5, Infinity, 2], color: '#123456' }]),
    )
    expect(svg).toContain(`d="M${PLOT.left} ${PLOT.bottom}L94 16"`)
    const dots = [...svg.matchAll(/<circle cx="([\d.]+)" cy="([\d.]+)"/g)].map(([, x, y]) => [Number(x), Number(y)])
    expect(dots).toEqual([
      [114, 66],
      [144, 96],
    ])
  })

  test('on a logarithmic axis a decade is as long as the next, and 0 has no place', () => {
    const y: FigureAxis = { label: 'norm', scale: 'log', from: 1, to: 100 }
    const svg = svgOfFigure(figureOf([{ kind: 'line', x: [0, 1, 2, 3], y: [0, 1, 10, 100], color: '#123456' }], { y }))
    expect(svg).toContain('d="M54 116L64 66L74 16"')
  })

  test('a band goes there along its lower edge and back along the upper one', () => {
    const svg = svgOfFigure(figureOf([{ kind: 'band', x: [0, 10], low: [0, 1], high: [5, 6], color: '#123456' }]))
    expect(svg).toContain('d="M44 116L144 106L144 56L44 66Z"')
  })

  test('what goes over a stretch is shaded to its end, paler where it may have begun, and once where two overlap', () => {
    const band = (at: number, to: number, from = at, until = at) => ({ at, to, fringe: { from, to: until }, label: 'B', color: '#123456' }) // prettier-ignore
    const shaded = (...marks: ReturnType<typeof band>[]) =>
      [...svgOfFigure(figureOf([{ kind: 'marks', marks }])).matchAll(/<rect x="([\d.]+)" y="16" width="([\d.]+)" height="100" fill="#123456" fill-opacity="([\d.]+)"\/>/g)].map(([, ...said]) => said.map(Number)) // prettier-ignore
    expect(shaded(band(3, 8, 2, 4))).toEqual([
      [64, 20, 0.05],
      [84, 40, 0.1],
    ])
    expect(shaded(band(3, 6), band(5, Infinity), band(5, Infinity))).toEqual([[74, 70, 0.1]])
    expect(shaded(band(20, 30), band(4, 4))).toEqual([])
  })

  test('open and filled dots, intervals, rules and cells', () => {
    const svg = svgOfFigure(
      figureOf([
        { kind: 'cells', x: [0, 5, 10], y: [0, 10], colors: ['#111111', '#222222'] },
        { kind: 'intervals', x: [5], low: [2], high: [4], color: '#333333' },
        { kind: 'dots', x: [5], y: [3], color: '#444444' },
        { kind: 'dots', x: [6], y: [3], color: '#555555', open: true },
        { kind: 'rule', axis: 'x', at: 2, label: 'grokked', color: '#666666' },
        { kind: 'rule', axis: 'x', at: 11, label: 'beyond', color: '#777777' },
      ]),
    )
    expect(svg).toContain('<rect x="44" y="16" width="50" height="100" fill="#111111"/>')
    expect(svg).toContain('<rect x="94" y="16" width="50" height="100" fill="#222222"/>')
    expect(svg).toContain('d="M94 96V76"')
    expect(svg).toContain('<circle cx="94" cy="86" r="2" fill="#444444"/>')
    expect(svg).toContain('<circle cx="104" cy="86" r="2" fill="none" stroke="#555555"')
    expect(svg).toContain('>grokked</text>')
    expect(svg).not.toContain('beyond')
  })

  test('says its axes with their labels, its legend and how it was computed', () => {
    const entries = Array.from({ length: 12 }, (_, i) => ({ label: `value ${i}`, color: '#123456' }))
    const svg = svgOfFigure(figureOf([], { legend: { title: 'weightDecay', entries } }))
    const said = [...svg.matchAll(/<text[^>]*>([^<]*)<\/text>/g)].map(([, text]) => text)
    expect(said).toEqual(
      expect.arrayContaining(['weightDecay', 'value 0', 'value 11', 'step', 'loss', 'Loss', '0', '10']),
    )
    expect(svg).toContain('<desc>median of 5</desc>')
    const height = Number(/height="([\d.]+)pt"/.exec(svg)![1])
    expect(height, 'the legend takes more than one line, above the panel').toBeGreaterThan(144 + 24)
  })

  test('what anybody calls a run cannot end a text or an attribute', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 40 }), (name) => {
        const svg = svgOfFigure(
          figureOf([], { note: name, legend: { title: '', entries: [{ label: name, color: '#123456' }] } }),
        )
        const tags = svg
          .replace(/"[^"<>]*"/g, '""')
          .match(/<[^>]*>/g)!
          .join('')
        const plain = svgOfFigure(
          figureOf([], { note: 'x', legend: { title: '', entries: [{ label: 'x', color: '#123456' }] } }),
        )
        const plainTags = plain
          .replace(/"[^"<>]*"/g, '""')
          .match(/<[^>]*>/g)!
          .join('')
        // A name without a letter that shows has no text to stand there.
        expect(tags.replace(/<text[^>]*><\/text>/g, '')).toBe(plainTags.replace(/<text[^>]*><\/text>/g, ''))

        expect(svg).not.toMatch(/[\u0000-\u0008\u000B\u000C\u000E-\u001F]/)
      }),
      { seed: 15, numRuns: 300 },
    )
  })
})
