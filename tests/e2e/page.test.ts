import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { launchChromium } from '../chromium.ts'
import { start, temporaryFolder, type Running } from '../phasescope.ts'

/** What a person does on the page of a small run that goes on: probes, zoom, axes, comparison, a hub that dies. */
const pictures = join(import.meta.dirname, '..', 'output')
const data = temporaryFolder()
let hub: Running
let trainer: Running
let browser: Browser
let page: Page
let url: string
let runs: string[]

beforeAll(async () => {
  browser = await launchChromium()
  hub = start(['serve', '--port', '0', '--data', data.path])
  url = (await hub.says(/ready: (\S+)/))[1] ?? ''
  const train = (seed: string, steps: string) =>
    start(['train', 'grok-mlp-small', '--seed', seed, '--steps', steps, '--hub', url, '--data', data.path, '--json'])
  await train('1', '120').ended
  trainer = train('2', '100000')
  await trainer.says(/"step":60[,}]/)
  runs = await fetch(`${url}/api/runs`)
    .then((response) => response.json() as Promise<{ run: { id: string; seed: number } }[]>)
    .then((list) => list.toSorted((a, b) => a.run.seed - b.run.seed).map(({ run }) => run.id))
  page = await browser.newPage({ viewport: { width: 1440, height: 1000 } })
})

afterAll(async () => {
  await browser?.close()
  trainer?.child.kill('SIGKILL')
  hub?.child.kill('SIGKILL')
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
    await page.screenshot({ path: join(pictures, 'probes.png') })
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
    await page.screenshot({ path: join(pictures, 'compare-two.png') })
  })

  it('tells when the hub is gone and goes on by itself when it is back', async () => {
    await page.goto(`${url}/runs/${runs[1]}`)
    await page.locator('[data-testid="connection"][data-state="connected"]').waitFor()
    hub.child.kill('SIGKILL')
    await page.locator('[data-testid="connection"]:not([data-state="connected"])').waitFor()
    hub = start(['serve', '--port', new URL(url).port, '--data', data.path])
    await hub.says(/ready/)
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
  const response = await fetch(`${url}/api/runs/${runs[1]}/series/${series}?points=1`)
  const { steps } = (await response.json()) as { steps: number[] }
  return steps.at(-1) ?? -1
}
