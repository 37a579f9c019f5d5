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
    { id: 'run-aaaa', run: { name: 'twin' }, curves: [curve('train-loss', 50, () => 1)] },
    { id: 'run-bbbb', run: { name: 'twin' }, curves: [curve('train-loss', 50, () => 2)] },
    ...Object.entries(NAMES).map(([id, name]) => ({ id, run: { name }, curves: losses })),
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

/** What somebody may call a run, or has done before names were bounded. */
const NAMES = {
  sixty: 'Addition mod 97, width 256, weight decay 0.1, seed 17, long',
  thousand: `begin ${'n'.repeat(988)} end`,
  'right-to-left': 'ריצה של רשת \u202e שמאל',
  towering: `z${'\u0301\u0302\u0303'.repeat(20)}algo`,
  family: '👩‍👩‍👧‍👦'.repeat(30),
}

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

describe('two runs of one name', () => {
  it('are told apart wherever they are named together, and each has its own numbers', async () => {
    await open('/compare?runs=run-aaaa,run-bbbb')
    await page.locator('[data-series="run-bbbb train-loss"][data-value="2"]').waitFor()
    expect(await page.locator('table.legend th[scope="row"]').allInnerTexts()).toEqual(['twin · aaaa', 'twin · bbbb'])
    expect(await page.locator('[data-series="run-aaaa train-loss"]').getAttribute('data-value')).toBe('1')
    expect(await page.locator('thead th[data-run] a').allInnerTexts()).toEqual(['twin · aaaa', 'twin · bbbb'])
    const options = page.getByLabel('Difference to').locator('option')
    expect(await options.allInnerTexts()).toEqual(['nothing', 'twin · aaaa', 'twin · bbbb'])
    await page.getByLabel('Difference to').selectOption({ label: 'twin · bbbb' })
    await page.waitForURL((url) => url.searchParams.get('minus') === 'run-bbbb')
    await page
      .locator('[data-series="train-loss"][data-value="-1"], [data-series$=" train-loss"][data-value="-1"]')
      .waitFor()
  })

  it('have names of their own in the list, for the eye and for a reader', async () => {
    await page.goto(`${hub.url}/?text=twin`)
    await page.locator('[data-run="run-bbbb"]').waitFor()
    const rows = page.locator('li[data-run]')
    expect((await rows.locator('bdi').allInnerTexts()).sort()).toEqual(['twin · aaaa', 'twin · bbbb'])
    for (const name of ['twin · aaaa', 'twin · bbbb'])
      expect(await page.getByRole('checkbox', { name: `Compare ${name}` }).count()).toBe(1)
  })
})

describe.each([360, 1440])('on a screen of %i pixels', (width) => {
  beforeAll(() => page.setViewportSize({ width, height: 900 }))
  afterAll(() => page.setViewportSize({ width: 1440, height: 1000 }))

  const overflow = () =>
    page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)

  it('every name stays in its place in the list', async () => {
    await page.goto(`${hub.url}/`)
    await page.locator('[data-run="plain"]').waitFor()
    const heightOf = async (id: string) => (await page.locator(`li[data-run="${id}"]`).boundingBox())!.height
    const usual = await heightOf('plain')
    for (const id of Object.keys(NAMES)) expect(await heightOf(id), id).toBe(usual)
    expect(await overflow()).toBe(0)
  })

  it.each(Object.entries(NAMES))(
    'the page of %s is as wide as the screen, and says the whole name',
    async (id, name) => {
      await open(`/runs/${id}`)
      expect(await overflow()).toBe(0)
      const isCut = (await page.locator('h1').innerText()) !== name
      expect(isCut).toBe(name.length > 80)
      if (isCut) {
        await page.getByRole('button', { name: 'Whole name' }).focus()
        await page.keyboard.press('Enter')
        expect(await page.locator('h1').textContent()).toBe(name)
        expect(await overflow()).toBe(0)
      }
    },
  )

  it('a comparison of them is as wide as the screen', async () => {
    await open(`/compare?runs=${Object.keys(NAMES).join(',')}`)
    expect(await overflow()).toBe(0)
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
    await panel(2).scrollIntoViewIfNeeded()
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
