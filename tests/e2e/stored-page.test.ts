import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { temporaryFolder } from '../phasescope.ts'
import { served, type Served } from '../served.ts'
import { opened, type Opened } from './opened.ts'
import { curve, storeRuns } from './stored-run.ts'

/** What the page makes of runs at its edges: names, zooms, marks and panels such as nobody planned for. */
const data = temporaryFolder()
let hub: Served
let browser: Opened
let page: Page

const losses = [
  curve('train-loss', 400, (step) => Math.exp(-step / 60)),
  curve('test-loss', 400, (step) => 1 + Math.exp(-step / 120)),
]

beforeAll(async () => {
  storeRuns(data.path, [
    { id: 'plain', curves: losses },
    {
      id: 'many',
      curves: Array.from({ length: 1_000 }, (_, i) => curve(`probe-${i}`, 20, (step) => step + i, { group: 'norms' })),
    },
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

/** Opens a page and waits until its first chart is drawn. */
async function open(path: string): Promise<void> {
  await page.goto(`${hub.url}${path}`)
  await page.locator('[data-testid="badge"]:not(:empty)').first().waitFor()
}

describe('a zoom', () => {
  it.each([
    [10, 'a few steps'],
    [60, 'a stretch that seven digits do not tell apart'],
    [300, 'as near as numbers go'],
  ])('after %i turns of the wheel, to %s, is what its address opens', async (turns) => {
    await open('/runs/plain')
    const plot = page.locator('section[aria-label="Loss"] .u-over')
    await plot.evaluate((over, times) => {
      const { left, top, width } = over.getBoundingClientRect()
      const at = { clientX: left + width * 0.613, clientY: top + 40 }
      for (let turn = 0; turn < times; turn++)
        over.dispatchEvent(new WheelEvent('wheel', { ...at, deltaY: -100, altKey: true, cancelable: true }))
    }, turns)
    const said = await page.getByTestId('zoom').textContent()
    await page.waitForURL((url) => url.searchParams.has('zoom'))
    const address = page.url()
    const [from = '', to = ''] = new URL(address).searchParams.get('zoom')?.split('~') ?? []
    expect(Number(to)).toBeGreaterThan(Number(from))
    await page.goto('about:blank')
    await page.goto(address)
    await page.getByTestId('zoom').waitFor()
    expect(await page.getByTestId('zoom').textContent()).toBe(said)
    const ends = /Steps (\S+) – (\S+)/.exec(said ?? '')
    expect(ends?.[1]).not.toBe(ends?.[2])
    await expect.poll(() => page.url()).toBe(address)
  })
})

describe('a thousand panels', () => {
  const panel = (i: number) => page.locator(`section[aria-label="probe-${i}"]`)

  it('are all there to be found, and only those near the screen are built', async () => {
    await open('/runs/many')
    await expect.poll(() => page.locator('section').count()).toBe(1_000)
    expect(await page.locator('.uplot').count()).toBeLessThan(40)
    await page.evaluate(() => (window as unknown as Finds).find('probe-777'))
    expect(await page.evaluate(() => getSelection()?.toString())).toBe('probe-777')
  })

  it('are drawn where one comes, and taken apart far away, but not where something was chosen', async () => {
    await panel(2).getByRole('button', { name: 'log y, probe-2' }).click()
    await panel(777).scrollIntoViewIfNeeded()
    await panel(777).locator('[data-testid="badge"]', { hasText: 'all 21 points' }).waitFor()
    await expect.poll(() => panel(5).locator('canvas').count()).toBe(0)
    expect(await panel(2).locator('canvas').count()).toBe(1)
    expect(await page.locator('.uplot').count()).toBeLessThan(80)
    const height = async (i: number) => (await panel(i).boundingBox())!.height
    expect(Math.abs((await height(5)) - (await height(777)))).toBeLessThan(2)
  })

  it('are gone through by the keyboard in their order', async () => {
    await open('/runs/many')
    await panel(0).getByRole('button', { name: 'log y, probe-0' }).focus()
    for (let i = 1; i <= 40; i++) {
      await page.keyboard.press('Tab')
      while (!/^log y/.test((await named()) ?? '')) await page.keyboard.press('Tab')
      expect(await named()).toBe(`log y, probe-${i}`)
      // What comes next is built by what is seen: the browser has to have looked.
      await panel(i + 1)
        .locator('canvas')
        .waitFor({ state: 'attached' })
    }
  })

  const named = () => page.evaluate(() => document.activeElement?.getAttribute('aria-label'))
})

/** Chromium's own search of a page. */
interface Finds {
  find(text: string): boolean
}
