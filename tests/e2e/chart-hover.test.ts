import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { temporaryFolder } from '../phasescope.ts'
import { served, type Served } from '../served.ts'
import { drawn, inked, plotOf, storeRun, FAINT } from './drawn.ts'
import { opened, type Opened } from './opened.ts'

/** What hovering reads is what is drawn under the pointer: the smallest, the largest and the last value, and the steps. */
const data = temporaryFolder()
let hub: Served
let browser: Opened
let page: Page

const N = 2_000_000
const SPIKE = 1_234_567

beforeAll(async () => {
  const noise = Float64Array.from({ length: N }, (_, i) => (i === SPIKE ? 51 : 1 + 0.05 * Math.sin(i)))
  storeRun(data.path, 'r', [
    { name: 'spiky', values: noise },
    {
      name: 'few',
      values: Float64Array.from({ length: 11 }, (_, i) => i * i),
      steps: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, N],
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

/** What the legend and the foot of a panel read. */
async function read(title: string) {
  const panel = page.locator(`section[aria-label="${title}"]`)
  const said = (name: string) => panel.locator('[data-series]').first().getAttribute(name)
  const number = async (name: string) => Number((await said(name)) ?? NaN)
  const foot = (await panel.locator('footer span').first().textContent()) ?? ''
  return { value: await number('data-value'), min: await number('data-min'), max: await number('data-max'), foot }
}

async function hoverAt(title: string, share: number): Promise<void> {
  const box = (await plotOf(page, title).boundingBox())!
  await page.mouse.move(box.x + box.width * share, box.y + box.height / 2)
}

describe.each([700, 1440, 2560])('on a page %d pixels wide', (width) => {
  test('a spike of one step in two million that is drawn is read', async () => {
    await page.setViewportSize({ width, height: 1000 })
    await page.goto(`${hub.url}/runs/r`)
    await drawn(page, 'spiky')
    const high = (await inked(page, 'spiky', 'var(--series-1)', FAINT)).filter(({ y }) => y < 40)
    expect(high.length).toBeGreaterThan(0)
    await hoverAt('spiky', SPIKE / (N - 1))
    await expect.poll(async () => (await read('spiky')).max).toBe(51)
    const { value, min, foot } = await read('spiky')
    expect([value > 0.94 && value < 1.06, min > 0.94 && min < 1.06]).toEqual([true, true])
    const [from = NaN, to = NaN] = foot
      .match(/^steps ([\d,]+) – ([\d,]+)$/)!
      .slice(1)
      .map((text) => Number(text.replaceAll(',', '')))
    expect([from <= SPIKE, to >= SPIKE]).toEqual([true, true])
    expect(await page.locator('section[aria-label="spiky"] [data-testid="spread"]').first().textContent()).toContain(
      '51',
    )
    // Beside it nothing is drawn so high, and nothing is read.
    await hoverAt('spiky', 0.3)
    await expect.poll(async () => (await read('spiky')).max).toBeLessThan(1.06)
  })
})

test('between two measurements far apart the one in force is read, and where it was made', async () => {
  await hoverAt('few', 0.5)
  await expect.poll(() => read('few')).toMatchObject({ value: 81, min: 81, max: 81, foot: 'step 9' })
})

test('without a pointer the newest is said, and nothing of a range', async () => {
  await page.mouse.move(2, 2)
  await expect.poll(() => read('few')).toMatchObject({ value: 100, min: NaN, foot: 'step' })
})
