import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { start, temporaryFolder, type Running } from '../phasescope.ts'
import { served, type Served } from '../served.ts'
import { opened, type Opened } from './opened.ts'

/** What a person does on the page of a small run that goes on: probes, zoom, axes, comparison, a hub that dies. */
const data = temporaryFolder()
let hub: Served
let trainer: Running
let browser: Opened
let page: Page
let url: string
let runs: string[]

beforeAll(async () => {
  browser = await opened()
  page = browser.page
  hub = await served(data.path)
  await browser.enter(hub)
  url = hub.url
  const train = (seed: string, steps: string) =>
    start(['train', 'grok-mlp-small', '--seed', seed, '--steps', steps, '--hub', url, '--data', data.path, '--json'])
  await train('1', '120').ended
  trainer = train('2', '100000')
  await trainer.says(/"step":60[,}]/)
  runs = (await hub.atLeast(2)).toSorted((a, b) => a.run.seed! - b.run.seed!).map(({ run }) => run.id)
})

afterAll(async () => {
  await browser?.[Symbol.asyncDispose]()
  trainer?.child.kill('SIGKILL')
  await hub?.kill()
  data[Symbol.dispose]()
})

describe('the page of a live run', () => {
  it('detaches a probe and attaches it again, and measures on from there', async () => {
    await page.goto(`${url}/runs/${runs[1]}`)
    await page.getByRole('button', { name: /^Probes/ }).click()
    await page.getByRole('button', { name: 'Detach Weight norm' }).click()
    await page.getByRole('button', { name: 'Attach Weight norm' }).waitFor()
    const before = await lastStep('weight-norm/total')
    await page.waitForTimeout(500)
    expect(await lastStep('weight-norm/total')).toBe(before)
    await page.getByRole('button', { name: 'Attach Weight norm' }).click()
    await page.getByRole('button', { name: 'Detach Weight norm' }).waitFor()
    await expect.poll(() => lastStep('weight-norm/total')).toBeGreaterThan(before)
    await browser.picture('probes')
    await page.keyboard.press('Escape')
  })

  it('zooms every chart at once when one is dragged, and comes back at a double click', async () => {
    await page.goto(`${url}/runs/${runs[0]}`)
    const plot = page.locator('section[aria-label="Accuracy"] .u-over').first()
    await plot.waitFor()
    const box = (await plot.boundingBox())!
    await page.mouse.move(box.x + box.width * 0.3, box.y + box.height / 2)
    await page.mouse.down()
    await page.mouse.move(box.x + box.width * 0.6, box.y + box.height / 2, { steps: 5 })
    await page.mouse.up()
    await page.getByTestId('zoom').waitFor()
    await expect.poll(() => new URL(page.url()).search).toMatch(/=\d/)
    await plot.dblclick()
    await page.getByTestId('zoom').waitFor({ state: 'detached' })
  })

  it('compares two runs and names the seed in which they differ', async () => {
    await page.goto(`${url}/compare?runs=${runs.join(',')}`)
    await page.locator('section[aria-label="Accuracy"] canvas').first().waitFor()
    await page.getByText('seed', { exact: true }).first().waitFor()
    await browser.picture('compare-two')
  })

  it('tells when the hub is gone and goes on by itself when it is back', async () => {
    await page.goto(`${url}/runs/${runs[1]}`)
    await page.locator('[data-testid="connection"][data-state="connected"]').waitFor()
    await hub.kill()
    await page.locator('[data-testid="connection"]:not([data-state="connected"])').waitFor()
    hub = await served(data.path, { port: new URL(url).port })
    await page.locator('[data-testid="connection"][data-state="connected"]').waitFor()
    const step = async () => Number(await page.getByTestId('step').getAttribute('data-step'))
    const before = await step()
    await expect.poll(step).toBeGreaterThan(before + 50)
  })

  it('stops the run after asking once more', async () => {
    await page.getByRole('button', { name: /^Stop/ }).click()
    await page.getByRole('button', { name: /^Stop/ }).first().click()
    await page.locator('[data-testid="status"][data-status="stopped"]').waitFor()
    expect((await trainer.ended).code).toBe(0)
  })
})

/** The last step that the hub has of a series of the live run. */
async function lastStep(series: string): Promise<number> {
  return (await hub.points(runs[1]!, series, 'points=1')).steps.at(-1) ?? -1
}
