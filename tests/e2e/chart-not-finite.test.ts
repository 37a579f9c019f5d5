import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { temporaryFolder } from '../phasescope.ts'
import { served, type Served } from '../served.ts'
import { drawn, inked, plotOf, storeRun, FAINT } from './drawn.ts'
import { opened, type Opened } from './opened.ts'

/** What is not finite is marked where it is, is counted, and hides nothing that is. */
const data = temporaryFolder()
let hub: Served
let browser: Opened
let page: Page

const NOT_FINITE = 'rgb(240 0 184)'
const MARK = 'var(--failed)'
const N = 20_000
/** As far apart as makes 201 points reach as far as N. */
const FAR = Array.from({ length: 201 }, (_, i) => i * 100)
const by = (valueAt: (i: number) => number, count = N) => Float64Array.from({ length: count }, (_, i) => valueAt(i))

beforeAll(async () => {
  storeRun(data.path, 'odd', [
    { name: 'speckled', values: by((i) => (i % 2 === 0 ? 1 : NaN)) },
    // Of every bucket the last is NaN, and one step in the middle is a spike.
    { name: 'spiked', values: by((i) => (i === 10_001 ? 51 : i % 2 === 0 ? 1 : NaN)) },
    { name: 'infinite', values: by((i) => (i === 12_345 ? 7 : i % 3 === 0 ? Infinity : i % 3 === 1 ? -Infinity : 2)) },
    { name: 'lone', steps: FAR, values: by((i) => (i === 100 ? 3 : NaN), 201) },
    { name: 'usual', steps: FAR, values: by((i) => 1 + (i % 2), 201) },
    { name: 'none', steps: FAR, values: by(() => NaN, 201) },
    { name: 'squares', cols: 2, frames: [[1, NaN, Infinity, 4]] },
    { name: 'blank', cols: 2, frames: [[NaN, NaN, NaN, -Infinity]] },
    {
      name: 'list',
      steps: FAR.slice(0, 200),
      frames: Array.from({ length: 200 }, (_, i) => (i < 100 ? [1, 2, 3] : [1, NaN, 3])),
    },
  ])
  hub = await served(data.path)
  browser = await opened()
  page = browser.page
  await page.goto(`${hub.url}/runs/odd`)
})

afterAll(async () => {
  await browser?.[Symbol.asyncDispose]()
  await hub?.kill()
  data[Symbol.dispose]()
})

const badge = (title: string) => page.locator(`section[aria-label="${title}"] [data-testid="badge"]`).textContent()
const spreadOf = (places: readonly { x: number }[]) => {
  const all = places.map(({ x }) => x)
  return Math.max(...all) - Math.min(...all)
}

describe('a curve', () => {
  test('of 1 and NaN in turn draws each 1, all along, and marks the others', async () => {
    const { width, height } = (await plotOf(page, 'speckled').boundingBox())!
    const curve = await drawn(page, 'speckled')
    expect(spreadOf(curve)).toBeGreaterThan(width * 0.98)
    expect(new Set(curve.map(({ x }) => Math.floor(x))).size).toBeGreaterThan(width * 0.95)
    const marks = await inked(page, 'speckled', MARK)
    expect(spreadOf(marks)).toBeGreaterThan(width * 0.98)
    expect(marks.every(({ y }) => y >= height - 1)).toBe(true)
    expect(await badge('speckled')).toMatch(/^10,000 NaN · [\d,]+ of 20,000 points · extremes exact$/)
  })

  test('whose buckets all end with NaN still draws a spike of one step', async () => {
    const { width, height } = (await plotOf(page, 'spiked').boundingBox())!
    const curve = await drawn(page, 'spiked')
    expect(spreadOf(curve)).toBeGreaterThan(width * 0.98)
    const high = (await inked(page, 'spiked', 'var(--series-1)', FAINT)).filter(({ y }) => y < height * 0.2)
    expect(high.length).toBeGreaterThan(0)
    for (const { x } of high) expect(Math.abs(x - width * (10_001 / (N - 1)))).toBeLessThan(3)
  })

  test('with infinities of both signs draws what lies between them, to its own heights', async () => {
    const { width, height } = (await plotOf(page, 'infinite').boundingBox())!
    const curve = await drawn(page, 'infinite')
    expect(spreadOf(curve)).toBeGreaterThan(width * 0.98)
    const high = (await inked(page, 'infinite', 'var(--series-1)', FAINT)).filter(({ y }) => y > 0 && y < height * 0.2)
    for (const { x } of high) expect(Math.abs(x - width * (12_345 / (N - 1)))).toBeLessThan(3)
    expect(high.length).toBeGreaterThan(0)
    const marks = await inked(page, 'infinite', MARK)
    expect(marks.some(({ y }) => y < 0)).toBe(true)
    expect(marks.some(({ y }) => y > height)).toBe(true)
    expect(await badge('infinite')).toMatch(/^6,666 ∞, 6,667 −∞ · /)
  })

  test('of one finite value draws that one', async () => {
    const { width } = (await plotOf(page, 'lone').boundingBox())!
    const curve = await drawn(page, 'lone')
    for (const { x } of curve) expect(Math.abs(x - width / 2)).toBeLessThan(4)
    expect(await badge('lone')).toBe('200 NaN · all 201 points')
  })

  test('of none is marked all along, and its neighbor is drawn as ever', async () => {
    const marks = await drawn(page, 'none', MARK)
    expect(spreadOf(marks)).toBeGreaterThan((await plotOf(page, 'none').boundingBox())!.width * 0.98)
    expect(await inked(page, 'usual', MARK)).toEqual([])
    expect(await badge('usual')).toBe('all 201 points')
  })
})

describe('a heat map', () => {
  const cell = (title: string) =>
    page.locator(`section[aria-label="${title}"] .picture canvas`).evaluate((canvas: HTMLCanvasElement) => {
      const { width, height } = canvas
      const { data: bytes } = canvas.getContext('2d')!.getImageData(0, 0, width, height)
      return Array.from({ length: width * height }, (_, i) => [...bytes.subarray(4 * i, 4 * i + 3)].join(' '))
    })
  const entry = (title: string) => page.locator(`section[aria-label="${title}"] [data-testid="not-finite"]`)

  test('of a matrix leaves what is not finite in a color of its own, with its entry', async () => {
    await page.locator('section[aria-label="squares"] .picture canvas').waitFor()
    const [one, nan, infinite, four] = await cell('squares')
    expect([nan, infinite]).toEqual(['240 0 184', '240 0 184'])
    expect(new Set([one, nan, four]).size).toBe(3)
    expect((await entry('squares').textContent())?.trim()).toBe('1 NaN, 1 ∞')
    await page.locator('section[aria-label="blank"] .picture canvas').waitFor()
    expect(await cell('blank')).toEqual(Array.from({ length: 4 }, () => '240 0 184'))
    expect((await entry('blank').textContent())?.trim()).toBe('3 NaN, 1 −∞')
  })

  test('of a spectrum over steps does, where it is', async () => {
    const { width, height } = (await plotOf(page, 'list').boundingBox())!
    const odd = await drawn(page, 'list', NOT_FINITE)
    expect(Math.min(...odd.map(({ x }) => x))).toBeGreaterThan(width * 0.48)
    expect(odd.every(({ y }) => y > height * 0.3 && y < height * 0.7)).toBe(true)
    expect((await entry('list').textContent())?.trim()).toBe('100 NaN')
  })
})

test('nothing went wrong in the page', () => {
  expect(browser.errors).toEqual([])
})
