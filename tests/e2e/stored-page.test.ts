import type { Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { Report } from '#src/vocabulary/index.ts'
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
    { id: 'crowded', curves: losses, reports: marksOver(400, 80) },
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

/** So many marks over so many steps, each with a name of its own. */
function marksOver(steps: number, count: number): Report[] {
  return Array.from({ length: count }, (_, i) => {
    const step = Math.round((steps * (i + 0.5)) / count)
    return { type: 'marked', mark: { by: 'grokked', step, label: `Mark number ${i}`, about: `The mark at ${step}` } }
  })
}

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
    expect(await page.locator('table.legend th[scope="row"] bdi').allInnerTexts()).toEqual([
      'twin · aaaa',
      'twin · bbbb',
    ])
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
    await page.goto(`${hub.url}/?q=twin`)
    await page.locator('[data-run="run-bbbb"]').waitFor()
    const rows = page.locator('[data-run]')
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
    const heightOf = async (id: string) => (await page.locator(`[data-run="${id}"]`).boundingBox())!.height
    const usual = await heightOf('plain')
    for (const id of Object.keys(NAMES)) expect(await heightOf(id), id).toBe(usual)
    expect(await overflow()).toBeLessThanOrEqual(0)
  })

  it.each(Object.entries(NAMES))(
    'the page of %s is as wide as the screen, and says the whole name',
    async (id, name) => {
      await open(`/runs/${id}`)
      expect(await overflow()).toBeLessThanOrEqual(0)
      const isCut = (await page.locator('h1').innerText()) !== name
      expect(isCut).toBe(name.length > 80)
      if (isCut) {
        await page.getByRole('button', { name: 'Whole name' }).focus()
        await page.keyboard.press('Enter')
        expect(await page.locator('h1').textContent()).toBe(name)
        expect(await overflow()).toBeLessThanOrEqual(0)
      }
    },
  )

  it('a comparison of them is as wide as the screen', async () => {
    await open(`/compare?runs=${Object.keys(NAMES).join(',')}`)
    expect(await overflow()).toBeLessThanOrEqual(0)
  })
})

describe('a run in which much happened', () => {
  it('has whole curves under its marks, with as many names as there is room for, and the others under the pointer', async () => {
    await open('/runs/crowded')
    const holes = await page.locator('section[aria-label="Loss"] canvas').evaluate((canvas: HTMLCanvasElement) => {
      const swatch = document.querySelector('section[aria-label="Loss"] [data-series="test-loss"] line')!
      const sample = new OffscreenCanvas(1, 1).getContext('2d')!
      sample.fillStyle = getComputedStyle(swatch).stroke
      sample.fillRect(0, 0, 1, 1)
      const [r = 0, g = 0, b = 0] = sample.getImageData(0, 0, 1, 1).data
      const { data, width, height } = canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height)
      const isCurve = (x: number) =>
        Array.from({ length: height }, (_, y) => 4 * (y * width + x)).some(
          (i) =>
            Math.abs(data[i]! - r) + Math.abs(data[i + 1]! - g) + Math.abs(data[i + 2]! - b) < 40 && data[i + 3]! > 200,
        )
      const columns = Array.from({ length: width }, (_, x) => isCurve(x))
      const [first, last] = [columns.indexOf(true), columns.lastIndexOf(true)]
      let longest = 0
      for (let x = first, run = 0; x <= last; x++) longest = Math.max(longest, (run = columns[x] ? 0 : run + 1))
      return { longest, drawn: last - first }
    })
    expect(holes.drawn).toBeGreaterThan(300)
    // A hairline and what smooths its edges.
    expect(holes.longest).toBeLessThanOrEqual(3)
    const plot = page.locator('section[aria-label="Loss"] .u-over')
    const box = (await plot.boundingBox())!
    await page.mouse.move(box.x + (box.width * 202.5) / 400, box.y + 60)
    await page.locator('section[aria-label="Loss"] footer', { hasText: 'Mark number 40' }).waitFor()
  })

  it('keeps its header in bounds, and says how much more there is', async () => {
    await open('/runs/crowded')
    expect((await page.locator('header').first().boundingBox())!.height).toBeLessThan(100)
    await page.getByRole('button', { name: 'Details' }).click()
    const list = page.getByTestId('timeline')
    expect(await list.locator('li').count()).toBeLessThan(10)
    await list.getByRole('button', { name: '75 more before' }).click()
    expect(await list.locator('li').count()).toBe(81)
    expect((await list.boundingBox())!.height).toBeLessThan(200)
  })
})

describe('a chart without a pointer', () => {
  it('is read by keys, says what it says, and is left where it was', async () => {
    await open('/runs/plain')
    const plot = page.getByRole('slider', { name: 'Place on the chart of Loss' })
    const value = () => page.locator('[data-series="train-loss"]').getAttribute('data-value').then(Number)
    await plot.focus()
    await page.keyboard.press('Home')
    await expect.poll(value).toBe(1)
    await expect.poll(() => plot.getAttribute('aria-valuetext')).toMatch(/^step 0: Train 1\.000, Test 2\.000/)
    for (let i = 0; i < 3; i++) await page.keyboard.press('ArrowRight')
    await expect.poll(value).toBeCloseTo(Math.exp(-12 / 60), 12)
    await page.keyboard.press('Enter')
    await page.getByRole('menuitem', { name: 'Look at step 12' }).waitFor()
    await page.keyboard.press('Escape')
    await expect.poll(value).toBeCloseTo(Math.exp(-400 / 60), 12)
  })

  it('has a name, and so has every button of it', async () => {
    await open('/runs/many')
    expect(await page.locator('canvas:not([role="img"][aria-label])').count()).toBe(0)
    const names = await page.locator('button.toggle').evaluateAll((all) => all.map((one) => one.ariaLabel))
    expect(names.length).toBeGreaterThan(5)
    expect(new Set(names).size).toBe(names.length)
  })
})

describe('a thousand panels', () => {
  const panel = (i: number) => page.locator(`section[aria-label="probe-${i}"]`)

  it('are all there to be found, and only those near the screen are built', async () => {
    await open('/runs/many')
    await expect.poll(() => page.locator('section').count()).toBe(1_000)
    expect(await page.locator('.uplot').count()).toBeLessThan(40)
    // At once: what is found comes near, and is built.
    const found = () => (window as unknown as Finds).find('probe-777') && getSelection()?.toString()
    expect(await page.evaluate(found)).toBe('probe-777')
    await panel(777).locator('canvas').waitFor()
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

describe('a hub that is gone before a page has all of its code', () => {
  const CODE = '**/_app/immutable/**'
  afterEach(() => page.unroute(CODE))

  it('leaves a page that says so, and that comes by itself once the hub is back', async () => {
    await page.route(CODE, (route) => route.abort())
    await page.goto(`${hub.url}/runs/plain`)
    await page.getByRole('heading', { name: 'The page could not be loaded' }).waitFor()
    await page.unroute(CODE)
    await page.locator('[data-testid="badge"]:not(:empty)').first().waitFor()
  })

  it('leaves a run without its drawer, which can be asked for again', async () => {
    await open('/runs/plain')
    await page.route(CODE, (route) => route.abort())
    await page.getByRole('button', { name: /^Breakpoints/ }).click()
    await page.getByRole('alert').getByText('The drawer could not be loaded').waitFor()
    await page.unroute(CODE)
    await page.getByRole('button', { name: 'Try again' }).click()
    await page.locator('aside[aria-label="Breakpoints"]').waitFor()
  })
})

it('a page that is not there says so, and is loaded once', async () => {
  let loads = 0
  const count = () => loads++
  page.on('load', count)
  await page.goto(`${hub.url}/nothing`)
  await page.getByRole('heading', { name: 'There is no such page' }).waitFor()
  await page.waitForLoadState('networkidle')
  page.off('load', count)
  expect(loads).toBe(1)
})

it('the status bar of a small screen says what its figures are', async () => {
  await page.setViewportSize({ width: 360, height: 700 })
  await open('/runs/plain')
  expect(await page.getByTestId('latency').innerText()).toMatch(/^delay\s+p50/)
  await page.setViewportSize({ width: 1440, height: 1000 })
})

it('a screen of 2,560 pixels is filled from side to side', async () => {
  await page.setViewportSize({ width: 2560, height: 1200 })
  await open('/runs/many')
  const right = await page
    .locator('section.panel')
    .evaluateAll((all) => Math.max(...all.map((one) => one.getBoundingClientRect().right)))
  expect(right).toBeGreaterThan(2560 - 80)
  await page.setViewportSize({ width: 1440, height: 1000 })
})

/** Chromium's own search of a page. */
interface Finds {
  find(text: string): boolean
}
