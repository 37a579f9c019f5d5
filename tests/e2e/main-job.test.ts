import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { start, temporaryFolder, type Running } from '../phasescope.ts'
import { served } from '../served.ts'
import { opened, type Opened } from './opened.ts'

/** The main job, as a user sees it: one command, a page, and a network that groks on it. */
const data = temporaryFolder()
let demo: Running
let browser: Opened
let page: Page
let address: string

beforeAll(async () => {
  browser = await opened()
  page = browser.page
  demo = start(['demo', '--no-open', '--port', '0', '--data', data.path])
  address = (await demo.says(/ready \([^)]*\): (\S+)/))[1] ?? ''
  await page.goto(address)
})

afterAll(async () => {
  await browser?.[Symbol.asyncDispose]()
  demo?.child.kill('SIGKILL')
  data[Symbol.dispose]()
})

describe('the demo in a browser', () => {
  it('draws test accuracy while it rises above 0.95', async () => {
    await expect.poll(() => shown('train-accuracy')).toBeGreaterThan(0.95)
    expect(await shown('test-accuracy')).toBeLessThan(0.5)
    await expect.poll(() => shown('test-accuracy')).toBeGreaterThan(0.95)
  })

  it('pauses and resumes, each acknowledged with its step', async () => {
    await page.getByRole('button', { name: 'Pause' }).click()
    await page
      .getByText(/paused at step [\d,]+/i)
      .first()
      .waitFor()
    await page.getByRole('button', { name: 'Resume' }).click()
    await page
      .getByText(/resumed at step [\d,]+/i)
      .first()
      .waitFor()
  })

  it('draws the curve of test accuracy in its color, low on the left and high on the right', async () => {
    const heights = await page.evaluate(() => {
      const panel = document.querySelector('section[aria-label="Accuracy"]')!
      const canvas = panel.querySelector('canvas')!
      const swatch = panel.querySelector('[data-series="test-accuracy"] line')!
      const sample = new OffscreenCanvas(1, 1).getContext('2d')!
      sample.fillStyle = getComputedStyle(swatch).stroke
      sample.fillRect(0, 0, 1, 1)
      const [r = 0, g = 0, b = 0] = sample.getImageData(0, 0, 1, 1).data
      const { data, width, height } = canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height)
      const isCurve = (i: number) =>
        Math.abs(data[i]! - r) + Math.abs(data[i + 1]! - g) + Math.abs(data[i + 2]! - b) < 30 && data[i + 3]! > 200
      return Array.from({ length: width }, (_, x) => {
        for (let y = 0; y < height; y++) if (isCurve(4 * (y * width + x))) return 1 - y / height
        return null
      }).filter((y) => y !== null)
    })
    expect(heights.length).toBeGreaterThan(200)
    expect(heights.at(-1)! - heights[0]!).toBeGreaterThan(0.5)
  })

  it('marks the step at which the network grokked, on its line of time and in words', async () => {
    await page.locator('svg.mark').first().waitFor()
    await browser.picture('demo-light')
    await page.emulateMedia({ colorScheme: 'dark' })
    await browser.picture('demo-dark')
    await page.getByRole('button', { name: 'Details' }).click()
    await page.getByTestId('timeline').getByText('Grokked').waitFor()
  })

  it('shows the connection and the latency from emission to pixel', async () => {
    await page.waitForFunction(
      () => Number(document.querySelector('[data-latency-p50]')?.getAttribute('data-latency-p50')) > 0,
    )
  })

  it('lists the run and opens it from the list', async () => {
    await page.goto(new URL('/', address).href)
    await page.getByText('modular-addition-mlp').first().waitFor()
    await browser.picture('runs')
  })

  it('compares runs, also one with itself', async () => {
    const id = idIn(address)
    await page.goto(new URL(`/compare?runs=${id}`, address).href)
    await page.locator('section[aria-label="Accuracy"] canvas').first().waitFor()
    await browser.picture('compare')
  })

  it('ends cleanly at Ctrl-C, keeps the run, and shows it at the next start', async () => {
    demo.child.kill('SIGINT')
    const { code } = await demo.ended
    expect(code).toBe(0)
    await using again = await served(data.path)
    await page.goto(`${again.url}/runs/${idIn(address)}`)
    await expect.poll(() => shown('test-accuracy')).toBeGreaterThan(0.95)
    expect(await again.end()).toBe(0)
  })

  it('never threw in the page', () =>
    expect(browser.errors.filter((text) => !/ERR_CONNECTION|websocket/i.test(text))).toEqual([]))
})

/** The value that the page shows of a series now; NaN before its first. */
async function shown(series: string): Promise<number> {
  const element = page.locator(`[data-series="${series}"]`).first()
  if ((await element.count()) === 0) return NaN
  return Number((await element.getAttribute('data-value')) ?? NaN)
}

function idIn(address: string): string {
  return new URL(address).pathname.split('/').at(-1) ?? ''
}
