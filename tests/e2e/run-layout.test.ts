import type { Page } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { temporaryFolder } from '../phasescope.ts'
import { served, type Served } from '../served.ts'
import { storeRun } from './drawn.ts'
import { opened, type Opened } from './opened.ts'

/** How the page of a run is laid out, and what a reader makes of that. */
const data = temporaryFolder()
let hub: Served
let browser: Opened
let page: Page

const STEPS = 200
const wave = (phase: number) => Array.from({ length: STEPS + 1 }, (_, step) => Math.sin(step / 20 + phase))
const squares = Array.from({ length: STEPS + 1 }, (_, step) => [step, 1, 2, 3])
const NAMES = ['one', 'two', 'three', 'four', 'five', 'six', 'seven', 'eight']

beforeAll(async () => {
  for (const id of ['first', 'second'])
    storeRun(data.path, id, [
      ...NAMES.map((name, i) => ({ name, values: wave(i) })),
      { name: 'square', frames: squares, cols: 2 },
    ])
  hub = await served(data.path)
  browser = await opened()
  page = browser.page
})
afterAll(async () => {
  await browser?.[Symbol.asyncDispose]()
  await hub?.kill()
  data[Symbol.dispose]()
})

async function open(path: string, on = page): Promise<void> {
  await on.goto(`${hub.url}${path}`)
  await on.locator('[data-testid="badge"]:not(:empty)').first().waitFor()
}
const orderOn = (on: Page) =>
  on.locator('[data-panel]').evaluateAll((places) => places.map((place) => (place as HTMLElement).dataset.panel))
const order = () => orderOn(page)
const handle = (name: string) => page.getByRole('button', { name: `Move or size ${name}`, exact: true })
const AS_THEY_COME = [...NAMES, 'square:matrix']

describe.each([
  [360, 1],
  [1280, 3],
  [2560, 5],
])('on a screen of %i pixels', (width, columns) => {
  beforeAll(() => page.setViewportSize({ width, height: 900 }))
  afterAll(() => page.setViewportSize({ width: 1440, height: 1000 }))

  it(`the header is a line, and small panels stand ${columns} in a row`, async () => {
    await open('/runs/first')
    const box = (await page.locator('header').first().boundingBox())!
    expect(box.height).toBeLessThan(90)
    const tops = await page
      .locator('[data-panel]')
      .evaluateAll((all) => all.map((one) => one.getBoundingClientRect().top))
    expect(tops.filter((top) => top === tops[0])).toHaveLength(columns)
    const overflow = await page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    )
    expect(overflow).toBeLessThanOrEqual(0)
  })

  it('the header opens, and says what the run was made of', async () => {
    const details = page.getByRole('button', { name: 'Details' })
    expect(await page.getByTestId('weights').count()).toBe(0)
    await details.click()
    await page.getByTestId('weights').waitFor()
    await details.click()
    await expect.poll(() => page.getByTestId('weights').count()).toBe(0)
  })
})

describe('panels', () => {
  beforeEach(async () => {
    await page.goto(`${hub.url}/`)
    await page.evaluate(() => localStorage.clear())
    await open('/runs/first')
  })

  it('are dragged elsewhere, and stand there again: when it is loaded again, in other runs, and elsewhere', async () => {
    expect(await order()).toEqual(AS_THEY_COME)
    const from = (await handle('three').boundingBox())!
    const to = (await page.locator('[data-panel="one"]').boundingBox())!
    await page.mouse.move(from.x + 12, from.y + 12)
    await page.mouse.down()
    await page.mouse.move(from.x - 30, from.y + 20)
    await page.mouse.move(to.x + 20, to.y + 100)
    await page.locator('[data-panel="one"][data-drop="before"]').waitFor()
    await page.mouse.up()
    const wanted = ['three', 'one', 'two', ...AS_THEY_COME.slice(3)]
    await expect.poll(order).toEqual(wanted)
    await page.waitForURL((url) => url.searchParams.get('order') === 'three')
    const address = page.url()
    await page.reload()
    await expect.poll(order).toEqual(wanted)
    await open('/runs/second')
    await expect.poll(order).toEqual(wanted)
    await using stranger = await opened()
    await open(address.slice(hub.url.length), stranger.page)
    await expect.poll(() => orderOn(stranger.page)).toEqual(wanted)
  })

  it('stay where they are where a drag is given up', async () => {
    const from = (await handle('three').boundingBox())!
    const to = (await page.locator('[data-panel="one"]').boundingBox())!
    await page.mouse.move(from.x + 12, from.y + 12)
    await page.mouse.down()
    await page.mouse.move(from.x - 30, from.y + 20)
    await page.mouse.move(to.x + 20, to.y + 100)
    await page.locator('[data-panel="one"][data-drop="before"]').waitFor()
    await page.keyboard.press('Escape')
    await expect.poll(() => page.locator('[data-drop]').count()).toBe(0)
    await page.mouse.up()
    expect(await order()).toEqual(AS_THEY_COME)
  })

  it('are moved by keys, and keep the focus while they are', async () => {
    await handle('two').focus()
    await page.keyboard.press('ArrowRight')
    await expect.poll(order).toEqual(['one', 'three', 'two', ...AS_THEY_COME.slice(3)])
    await page.keyboard.press('ArrowRight')
    await expect.poll(order).toEqual(['one', 'three', 'four', 'two', ...AS_THEY_COME.slice(4)])
    await page.keyboard.press('ArrowLeft')
    await expect.poll(order).toEqual(['one', 'three', 'two', ...AS_THEY_COME.slice(3)])
  })

  it('are made as wide as the page, and higher', async () => {
    const place = page.locator('[data-panel="two"]')
    const before = (await place.boundingBox())!
    await handle('two').click()
    await page.getByRole('button', { name: 'Whole row' }).click()
    await expect.poll(async () => (await place.boundingBox())!.width).toBeGreaterThan(2.5 * before.width)
    await expect.poll(async () => (await place.boundingBox())!.height).toBeGreaterThan(before.height)
    // What is drawn fills it.
    await expect
      .poll(() => place.locator('.u-over').evaluate((plot) => plot.clientWidth))
      .toBeGreaterThan(2 * before.width)
    await page.waitForURL((url) => url.searchParams.get('size') === 'two.large')
  })

  it('are hidden from their menu, and shown again from the list of all, by keys alone', async () => {
    await handle('two').press('Enter')
    await page.getByRole('button', { name: 'Hide', exact: true }).press('Enter')
    await expect.poll(order).not.toContain('two')
    await page.waitForURL((url) => url.searchParams.get('hide') === 'two')
    expect(await page.getByTestId('hidden-panels').textContent()).toBe('1 hidden')
    await page.keyboard.press('v')
    const two = page.getByRole('checkbox', { name: 'two' })
    expect(await two.isChecked()).toBe(false)
    await two.press('Space')
    await expect.poll(order).toEqual(AS_THEY_COME)
    await page.getByRole('button', { name: 'eight earlier' }).press('Enter')
    await expect.poll(async () => (await order()).slice(6, 8)).toEqual(['eight', 'seven'])
    await page.getByRole('button', { name: 'Reset' }).press('Enter')
    await expect.poll(order).toEqual(AS_THEY_COME)
    await page.waitForURL((url) => !url.searchParams.has('order'))
    await page.keyboard.press('Escape')
  })
})

describe('the time cursor', () => {
  const value = (series: string) =>
    page.locator(`[data-series="${series}"]`).first().getAttribute('data-value').then(Number)
  const matrixSaid = () => page.getByTestId('matrix-said').textContent()

  it('is one for all panels, wherever the pointer is, and on the timeline', async () => {
    await page.setViewportSize({ width: 1440, height: 1700 })
    await open('/runs/first')
    await expect.poll(matrixSaid).toContain('at step 200')
    const plot = (await page.locator('section[aria-label="one"] .u-over').boundingBox())!
    await page.mouse.move(plot.x + (plot.width * 100.4) / STEPS, plot.y + 40)
    await expect.poll(matrixSaid).toContain('at step 100')
    await expect.poll(() => value('five')).toBeCloseTo(wave(4)[100]!, 12)
    const strip = (await page.getByTestId('strip').boundingBox())!
    const hair = (await page.getByTestId('strip-cursor').boundingBox())!
    expect(hair.x).toBeCloseTo(strip.x + strip.width / 2, -1)
    await page.mouse.move(strip.x + (strip.width * 50.2) / STEPS, strip.y + 15)
    await expect.poll(matrixSaid).toContain('at step 50')
    await expect.poll(() => value('five')).toBeCloseTo(wave(4)[50]!, 12)
    await page.mouse.move(5, 5)
    await expect.poll(matrixSaid).toContain('at step 200')
    await page.setViewportSize({ width: 1440, height: 1000 })
  })
})

it('never threw in the page', () => expect(browser.errors).toEqual([]))
