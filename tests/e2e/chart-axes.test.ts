import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { temporaryFolder } from '../phasescope.ts'
import { served, type Served } from '../served.ts'
import { drawn, plotOf, storeRun, type MadeUp } from './drawn.ts'
import { labelsIn, watchLabels, type Labels } from './labels.ts'
import { opened, type Opened } from './opened.ts'

/** The axes of charts say what is drawn, and all of it, whatever the numbers. */
const data = temporaryFolder()
let hub: Served
let browser: Opened
let page: Page

const wave = (low: number, high: number) => Float64Array.from({ length: 51 }, (_, i) => (i % 2 === 0 ? low : high))
const SERIES: readonly MadeUp[] = [
  { name: 'narrow', values: wave(5.5444, 5.5456) },
  { name: 'lifted', values: wave(1e9, 1e9 + 1e-3) },
  { name: 'plateau', values: wave(Math.log(97), Math.log(97) + 1e-9) },
  { name: 'below', values: wave(-1.236e6, -1.234e6) },
  { name: 'tiny', values: wave(1e-17, 1e-17) },
  { name: 'small', values: wave(-3e-18, 3e-18) },
  { name: 'huge', values: wave(-1.5e308, 1.5e308) },
  { name: 'vast', values: wave(1e33, 9e35) },
  { name: 'least', values: wave(-5e-324, 5e-324) },
  { name: 'mixed', values: wave(1e-300, 1e300) },
  { name: 'decades', values: wave(5e-324, 1.7e308), scale: 'log' },
  { name: 'level', values: wave(2e-17, 2e-17), scale: 'log' },
  { name: 'usual', values: wave(1, 2) },
]

beforeAll(async () => {
  storeRun(data.path, 'r', SERIES)
  hub = await served(data.path)
  browser = await opened()
  page = browser.page
  await watchLabels(page)
  await page.goto(`${hub.url}/runs/r`)
})

afterAll(async () => {
  await browser?.[Symbol.asyncDispose]()
  await hub?.kill()
  data[Symbol.dispose]()
})

async function labelsOf(title: string): Promise<Labels> {
  await drawn(page, title)
  return labelsIn(page, title)
}

describe.each(SERIES.map(({ name }) => name))('the value axis of %s', (name) => {
  test('has labels that differ from each other', async () => {
    const texts = (await labelsOf(name)).beside.map(({ text }) => text)
    expect(texts.length, texts.join()).toBeGreaterThan(1)
    expect(new Set(texts).size, texts.join()).toBe(texts.length)
  })

  test('spreads what is drawn over its height', async () => {
    const places = (await drawn(page, name)).map(({ y }) => y)
    const [top, foot] = [Math.min(...places), Math.max(...places)]
    const { height } = (await plotOf(page, name).boundingBox())!
    expect(top).toBeGreaterThanOrEqual(0)
    const isConstant = ['tiny', 'level'].includes(name)
    if (isConstant) expect([top > height * 0.05, foot < height * 0.95]).toEqual([true, true])
    else expect(foot - top).toBeGreaterThan(height * 0.3)
  })
})

test.each([
  ['narrow', ['5.5455', '5.545']],
  ['lifted', ['1000000000.0005']],
  ['below', ['−1.235·10⁶']],
  ['huge', ['10³⁰⁸', '0', '−10³⁰⁸']],
])('the axis of %s says %j', async (name, expected) => {
  const texts = (await labelsOf(name)).beside.map(({ text }) => text)
  expect(texts).toEqual(expect.arrayContaining(expected))
})

test('a legend says as many digits as its axis, and no more than are needed', async () => {
  const text = (name: string) => page.locator(`[data-series="${name}"] .value`).first().textContent()
  await drawn(page, 'plateau')
  expect(await text('plateau')).toMatch(/^4\.57471097\d/)
  await drawn(page, 'usual')
  expect(await text('usual')).toBe('1.000')
})

describe.each([360, 700, 701, 1024, 1180, 1440, 2560])('on a page %d pixels wide', (width) => {
  test.each(['light', 'dark'] as const)('every label is whole, in the %s theme', async (colorScheme) => {
    // So high that all panels are in sight.
    await page.setViewportSize({ width, height: 4_000 })
    await page.emulateMedia({ colorScheme })
    for (const { name } of SERIES) {
      await expect.poll(async () => (await labelsIn(page, name)).beside.length).toBeGreaterThan(0)
      const { beside, under, width: whole } = await labelsIn(page, name)
      const cut = [...beside, ...under].filter(({ left, right }) => left < 0 || right > whole)
      expect({ name, cut }).toEqual({ name, cut: [] })
      const covered = under.filter(({ left }, i) => i > 0 && left < under[i - 1]!.right)
      expect({ name, covered }).toEqual({ name, covered: [] })
    }
  })
})

test('nothing went wrong in the page', () => {
  expect(browser.errors).toEqual([])
})
