import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { SeriesDeclaration } from '#src/vocabulary/index.ts'
import { temporaryFolder } from '../phasescope.ts'
import { served, type Served } from '../served.ts'
import { declaration } from '../src/store/reports.ts'
import { labelsIn, watchLabels } from './labels.ts'
import { opened, type Opened } from './opened.ts'
import { storeEnded } from './stored-run.ts'

/** Spectra whose entries lie at numbers, and of which theory expects something. */
const data = temporaryFolder()
let hub: Served
let browser: Opened

const GRID = [-1, -0.5, 0, 0.5, 1]
const STEPS = [0, 10, 20]
/** All of the spectrum at the smallest number. */
const LOW = [1, 0, 0, 0, 0]
const LAW = [0, 0.25, 1.5, 0.25, 0]

const spectrum = (name: string, part: string | null, grid: readonly number[] | null): SeriesDeclaration => ({
  ...declaration(name, 'spectrum'),
  part,
  group: 'spectra',
  axis: grid === null ? 'index' : 'eigenvalue',
  grid,
})
const frames = (series: string, frame: readonly number[]) => ({
  series,
  steps: Float64Array.from(STEPS),
  values: Float64Array.from(STEPS.flatMap(() => frame)),
  lengths: Uint32Array.from(STEPS, () => frame.length),
})

beforeAll(async () => {
  storeEnded(data.path, 'r', {
    declared: [
      spectrum('density/w1', 'w1', GRID),
      spectrum('density/w1.law', 'w1.law', GRID),
      spectrum('density/w2', 'w2', GRID),
      spectrum('sorted', null, null),
    ],
    columns: [
      frames('density/w1', LOW),
      frames('density/w1.law', LAW),
      frames('density/w2', LOW),
      frames('sorted', LOW),
    ],
  })
  hub = await served(data.path)
  browser = await opened()
  await watchLabels(browser.page)
  await browser.page.goto(`${hub.url}/runs/r`)
})

afterAll(async () => {
  await browser?.[Symbol.asyncDispose]()
  await hub?.kill()
  data[Symbol.dispose]()
})

const panel = (title: string) => browser.page.locator(`section[aria-label="${title}"]`)
const numberOf = (text: string) => Number(text.replace('−', '-'))

/** The brightest place of a waterfall, as a share of its height from the top. */
const brightest = (title: string) =>
  panel(title).evaluate((section) => {
    const over = section.querySelector('.u-over')!.getBoundingClientRect()
    const canvas = section.querySelector<HTMLCanvasElement>('.uplot canvas')!
    const outer = canvas.getBoundingClientRect()
    const ratio = canvas.width / outer.width
    const column = canvas
      .getContext('2d')!
      .getImageData((over.left - outer.left + over.width / 4) * ratio, (over.top - outer.top) * ratio, 1, over.height)
    const light = Array.from({ length: column.height }, (_, y) => column.data[4 * y]! + column.data[4 * y + 1]!)
    return (light.indexOf(Math.max(...light)) + 1) / light.length
  })

describe('a waterfall', () => {
  test('whose rows lie at numbers has them on its axis, upwards', async () => {
    await expect.poll(async () => (await labelsIn(browser.page, 'density')).beside.length).toBeGreaterThan(2)
    const { beside } = await labelsIn(browser.page, 'density')
    const numbers = beside.map(({ text }) => numberOf(text))
    expect(numbers).toEqual(numbers.toSorted((a, b) => b - a))
    expect(Math.max(...numbers)).toBe(1)
    expect(Math.min(...numbers)).toBe(-1)
    // What is at −1 is at the bottom.
    expect(await brightest('density')).toBeGreaterThan(0.75)
  })

  test('of a list counts its rows downwards', async () => {
    await expect.poll(async () => (await labelsIn(browser.page, 'sorted')).beside.length).toBeGreaterThan(2)
    const { beside } = await labelsIn(browser.page, 'sorted')
    const numbers = beside.map(({ text }) => numberOf(text))
    expect(numbers).toEqual(numbers.toSorted((a, b) => a - b))
    expect(await brightest('sorted')).toBeLessThan(0.1)
  })
})

describe('what theory expects of a spectrum', () => {
  /** What is written beside the list under the cursor, whose axis has to reach what theory expects. */
  const highest = () =>
    panel('density').evaluate((section) => {
      const canvas = section.querySelectorAll<HTMLCanvasElement & { written?: { text: string }[] }>('.uplot canvas')[1]
      return Math.max(...(canvas?.written ?? []).map(({ text }) => Number(text)).filter(Number.isFinite))
    })

  test('is drawn upon the list and is no choice of its own', async () => {
    const choices = panel('density').getByRole('group', { name: 'Spectrum shown' })
    await expect.poll(() => choices.innerText()).toMatch(/^\s*w1\s+w2\s*$/)
    await expect.poll(() => panel('density').innerText()).toContain('law, first')
    await expect.poll(highest).toBe(1.5)
  })

  test('is not said of a part of which it expects nothing', async () => {
    await panel('density').getByText('w2', { exact: true }).click()
    await expect.poll(() => panel('density').innerText()).not.toContain('law')
    await expect.poll(highest).toBe(1)
  })
})
