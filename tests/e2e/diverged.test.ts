import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { phasescope, temporaryFolder } from '../phasescope.ts'
import { served, type Served } from '../served.ts'
import { drawn, storeRun } from './drawn.ts'
import { opened, type Opened } from './opened.ts'

const data = temporaryFolder()
let hub: Served
let browser: Opened
let page: Page

const by = (valueAt: (i: number) => number) => Float64Array.from({ length: 201 }, (_, i) => valueAt(i))

beforeAll(async () => {
  storeRun(data.path, 'sound', [{ name: 'train-loss', values: by((i) => 2 - i / 200) }])
  storeRun(data.path, 'broken', [
    { name: 'train-loss', values: by((i) => (i < 4 ? 2 - i / 4 : NaN)) },
    { name: 'test-loss', values: by((i) => (i < 40 ? 2 - i / 40 : Infinity)) },
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

describe('a run that diverged', () => {
  test('says so in its header, in the list and on the command line, long after', async () => {
    await page.goto(`${hub.url}/runs/broken`)
    await page.getByTestId('diverged').getByText('diverged at step 4', { exact: true }).waitFor()
    expect(await drawn(page, 'Loss', 'var(--failed)')).not.toEqual([])
    expect(await page.locator('section[aria-label="Loss"] [data-testid="badge"]').textContent()).toBe(
      '197 NaN, 161 ∞ · all 402 points',
    )
    await page.goto(hub.url)
    const line = (id: string) => page.locator(`[data-run="${id}"]`)
    await line('broken').getByText('diverged at step 4', { exact: true }).waitFor()
    expect(await line('sound').getByTestId('diverged').count()).toBe(0)
    expect(await line('broken').locator('svg path.odd').count()).toBe(1)
    const { stdout } = await phasescope(['runs', '--data', data.path])
    expect(stdout).toMatch(/^broken +completed, diverged at step 4 /m)
    expect(stdout).toMatch(/^sound +completed +m/m)
  })

  test('says so while it trains', async () => {
    const settings = ['rate=1000000', 'activation=quadratic', 'weightDecay=0'].flatMap((one) => ['--set', one])
    const args = ['train', 'gaussian-mixture', '--steps', '30', ...settings, '--hub', hub.url, '--data', data.path]
    await page.goto(hub.url)
    await page.locator('[data-run="broken"]').waitFor()
    const { code, stderr } = await phasescope(args)
    expect(code, stderr).toBe(0)
    await page
      .locator('[data-run^="gaussian-mixture"]')
      .getByText(/^diverged at step \d+$/)
      .waitFor()
  })
})
