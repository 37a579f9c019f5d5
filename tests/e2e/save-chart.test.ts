import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { frameOfMatrix, type Column, type OutputKind, type SeriesDeclaration } from '#src/vocabulary/index.ts'
import { PAPER_HUES } from '#src/figures/paper-colors.ts'
import { temporaryFolder } from '../phasescope.ts'
import { served, type Served } from '../served.ts'
import { declaration, scalarColumn } from '../src/store/reports.ts'
import { opened, type Opened } from './opened.ts'
import { readPng, readSvg, savedChart } from './saved-file.ts'
import { storeEnded } from './stored-run.ts'

/** Every chart of a run is saved, and what was saved is read: the ranges and points that are drawn, and no others. */
const data = temporaryFolder()
let hub: Served
let browser: Opened

const STEPS = [0, 10, 20]
const declared = (name: string, kind: OutputKind, more: Partial<SeriesDeclaration> = {}): SeriesDeclaration => ({
  ...declaration(name),
  kind,
  group: 'structure',
  ...more,
})
const frames = (series: string, frame: (step: number) => readonly number[]): Column => {
  const lists = STEPS.map(frame)
  return {
    series,
    steps: Float64Array.from(STEPS),
    values: Float64Array.from(lists.flat()),
    lengths: Uint32Array.from(lists, (list) => list.length),
  }
}
const table = (cols: number, rows: readonly (readonly number[])[]) =>
  Array.from(frameOfMatrix({ cols, data: rows.flat() }))

const SHORT = Array.from({ length: 21 }, (_, step) => (step === 7 ? NaN : step === 9 ? Infinity : 2 + Math.sin(step)))
const LONG = Array.from({ length: 20_001 }, (_, step) => Math.cos(step / 300) + (step === 12_345 ? 5 : 0))
const HOSTILE = '</svg><script>alert(1)</script> & "quoted" ]]>'

beforeAll(async () => {
  storeEnded(data.path, 'r', {
    declared: [
      declared('short', 'scalar', { unit: 's', group: 'norms' }),
      declared('long', 'scalar', { group: 'norms' }),
      declared('sizes', 'spectrum', { axis: 'index' }),
      declared('overlap', 'matrix'),
      declared('tail', 'curve', { axis: 'eigenvalue', part: null }),
      declared('circles', 'points', { axis: 'residue', facet: 'frequency', path: 'closed', part: null }),
      declared('bins', 'histogram', { axis: 'value', part: null }),
    ],
    columns: [
      scalarColumn('short', SHORT.keys().toArray(), SHORT),
      scalarColumn('long', LONG.keys().toArray(), LONG),
      frames('sizes', (step) => [step + 3, 2, 1]),
      frames('overlap', (step) => table(2, [[1, step], [NaN, 4], [5, 6]])), // prettier-ignore
      frames('tail', (step) => table(2, [[1, 10], [2, 5], [4, step]])), // prettier-ignore
      frames('circles', (step) => table(4, [[3, 0, 1, 0], [3, 1, 0, step], [5, 0, -1, 0.5]])), // prettier-ignore
      frames('bins', (step) => table(3, [[0, 1, 0.25], [1, 3, 0.75 + step]])), // prettier-ignore
    ],
    reports: [
      { type: 'marked', mark: { by: 'grokked', step: 12, label: 'Grokked', about: 'Test accuracy passes 0.9' } },
      { type: 'noted', note: { id: 'n', from: 3, to: 6, text: HOSTILE } },
    ],
  })
  hub = await served(data.path)
  browser = await opened()
  await browser.page.goto(`${hub.url}/runs/r`)
  await browser.page.locator('section[aria-label="short"] [data-testid="badge"]:not(:empty)').waitFor()
})

afterAll(async () => {
  await browser?.[Symbol.asyncDispose]()
  await hub?.kill()
  data[Symbol.dispose]()
})

const page = () => browser.page
const rowsOf = (text: string) => text.trimEnd().split('\n').map((line) => line.split(',')) // prettier-ignore

describe('a chart of a scalar', () => {
  test('is an SVG with its ranges, units, marks and notes, and a hostile note is text', async () => {
    const { name, text } = await savedChart(page(), 'short', 'SVG')
    expect(name).toBe('short.svg')
    const svg = await readSvg(page(), text)
    // All charts of the page share the x axis of the longest.
    expect(svg.panels[0]!.x).toEqual([0, 20_000])
    const [low, high] = svg.panels[0]!.y
    const finite = SHORT.filter(Number.isFinite)
    expect(low).toBeLessThanOrEqual(Math.min(...finite))
    expect(low).toBeGreaterThan(Math.min(...finite) - 0.5)
    expect(high).toBeGreaterThanOrEqual(Math.max(...finite))
    expect(high).toBeLessThan(Math.max(...finite) + 0.5)
    expect(svg.texts).toContain('short (s)')
    expect(svg.texts).toContain('step')
    expect(svg.texts).toContain('Grokked')
    expect(svg.titles).toContain(HOSTILE)
    expect(svg.desc).toContain('21 points')
    expect(text).toContain("font-family=\"Helvetica, Arial, 'Liberation Sans'")
    expect(text).not.toContain('<script')
    // NaN and ∞ are there, though they have no height.
    expect(svg.strokes).toContain('#b3261e')
  })

  test('is a CSV of its very points', async () => {
    const [head, ...rows] = rowsOf((await savedChart(page(), 'short', 'CSV')).text)
    expect(head).toEqual(['run', 'series', 'step', 'value', 'min', 'max', 'NaN', '∞', '−∞', 'exact'])
    const { steps, values } = await hub.points('r', 'short')
    expect(rows.map((row) => Number(row[2]))).toEqual(steps)
    expect(rows.map((row) => row[3])).toEqual(values.map(String))
    expect(new Set(rows.map((row) => row[9]))).toEqual(new Set(['yes']))
  })

  test('says where points stand for several, with their extremes', async () => {
    const [, ...rows] = rowsOf((await savedChart(page(), 'long', 'CSV')).text)
    expect(rows.length).toBeLessThan(LONG.length / 2)
    expect(new Set(rows.map((row) => row[9]))).toEqual(new Set(['no']))
    expect(Math.max(...rows.map((row) => Number(row[5])))).toBe(Math.max(...LONG))
    for (const row of rows) expect(Number(row[3])).toBe(LONG[Number(row[2])])
  })

  test('is a PNG with twice the pixels of its size, in light colors also from a dark page', async () => {
    await page().evaluate(() => (document.documentElement.dataset['theme'] = 'dark'))
    const svg = await readSvg(page(), (await savedChart(page(), 'long', 'SVG')).text)
    const { name, bytes } = await savedChart(page(), 'long', 'PNG')
    await page().evaluate(() => delete document.documentElement.dataset['theme'])
    expect(name).toBe('long.png')
    const hue = PAPER_HUES.find((color) => svg.strokes.includes(color))
    expect(hue).toBeDefined()
    const png = await readPng(page(), bytes, hue!)
    expect(svg.width).toBe('380pt')
    expect(png.width).toBe(Math.round((380 * 2 * 96) / 72))
    expect(png.height).toBe(Math.round((230 * 2 * 96) / 72))
    expect(png.inked).toBeGreaterThan(500)
  })

  test('is saved as zoomed', async () => {
    await page().goto(`${hub.url}/runs/r?zoom=4~11`)
    await page().locator('section[aria-label="short"] [data-testid="badge"]:not(:empty)').waitFor()
    const svg = await readSvg(page(), (await savedChart(page(), 'short', 'SVG')).text)
    expect(svg.panels[0]!.x).toEqual([4, 11])
    const [, ...rows] = rowsOf((await savedChart(page(), 'short', 'CSV')).text)
    expect(rows.map((row) => Number(row[2]))).toEqual([4, 5, 6, 7, 8, 9, 10, 11])
    await page().goto(`${hub.url}/runs/r`)
  })
})

describe('a chart of frames', () => {
  const near = async (title: string) => {
    const panel = page().locator(`section[aria-label="${title}"]`).first()
    await panel.scrollIntoViewIfNeeded()
    await page()
      .getByRole('button', { name: `Save ${title}`, exact: true })
      .waitFor()
  }

  test('of spectra has all lists, and the one that is looked at', async () => {
    await near('sizes')
    const svg = await readSvg(page(), (await savedChart(page(), 'sizes', 'SVG')).text)
    expect(svg.images).toBe(1)
    expect(svg.panels.map(({ y }) => y)[0]).toEqual([3.5, 0.5])
    expect(svg.panels[1]!.x).toEqual([0.5, 3.5])
    const { text } = await savedChart(page(), 'sizes', 'CSV')
    expect(rowsOf(text)).toEqual([
      ['run', 'series', 'step', 'index', 'value', 'exact'],
      ...STEPS.flatMap((step) =>
        [step + 3, 2, 1].map((value, i) => ['r', 'sizes', String(step), String(i + 1), String(value), 'yes']),
      ),
    ])
  })

  test('of a matrix has a square an entry', async () => {
    await near('overlap')
    const svg = await readSvg(page(), (await savedChart(page(), 'overlap', 'SVG')).text)
    expect(svg.images).toBe(1)
    expect(svg.panels).toEqual([{ x: [0.5, 2.5], y: [3.5, 0.5] }])
    const [, ...rows] = rowsOf((await savedChart(page(), 'overlap', 'CSV')).text)
    expect(rows.map((row) => row[5])).toEqual(['1', '20', 'NaN', '4', '5', '6'])
  })

  test.each([
    ['tail', 1, ['eigenvalue'], [['1', '10'], ['2', '5'], ['4', '20']]], // prettier-ignore
    ['circles', 2, ['frequency', 'residue'], [['3', '0', '1', '0'], ['3', '1', '0', '20'], ['5', '0', '-1', '0.5']]], // prettier-ignore
    ['bins', 2, ['from', 'to', 'share'], [['0', '1', '0.25'], ['1', '3', '20.75']]], // prettier-ignore
  ])('of %s is saved with its panels, and its table', async (title, panels, columns, table) => {
    await near(title)
    const { name, text } = await savedChart(page(), title, 'SVG')
    expect(name).toBe(`${title}-step-20.svg`)
    const svg = await readSvg(page(), text)
    expect(svg.panels).toHaveLength(panels)
    expect(svg.strokes.length).toBeGreaterThan(2)
    const [head, ...rows] = rowsOf((await savedChart(page(), title, 'CSV')).text)
    expect(head!.slice(3, 3 + columns.length)).toEqual(columns)
    expect(rows.map((row) => row.slice(3))).toEqual(table)
  })
})

test('nothing of it is an error, and nothing of what saves is loaded before somebody saves', async () => {
  expect(browser.errors).toEqual([])
  await using visitor = await opened()
  const fresh = visitor.page
  const loaded: string[] = []
  fresh.on('request', (request) => loaded.push(new URL(request.url()).pathname))
  await fresh.goto(`${hub.url}/runs/r`)
  await fresh.locator('section[aria-label="short"] [data-testid="badge"]:not(:empty)').waitFor()
  const before = loaded.length
  await savedChart(fresh, 'short', 'SVG')
  expect(loaded.slice(before).filter((path) => path.endsWith('.js')).length).toBeGreaterThan(0)
  expect(loaded.slice(0, before).filter((path) => /saving/.test(path))).toEqual([])
})
