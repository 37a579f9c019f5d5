import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { launchChromium } from '../chromium.ts'
import { start, temporaryFolder, type Running } from '../phasescope.ts'

/** A run that has ended is forked by a click on its chart, and compared with its branch. */
const pictures = join(import.meta.dirname, '..', 'output')
const STEPS = 300
const data = temporaryFolder()
let hub: Running
let browser: Browser
let page: Page
let url: string
let parent: string
let branch: string
let forkedAt: number

beforeAll(async () => {
  browser = await launchChromium()
  hub = start(['serve', '--port', '0', '--data', data.path])
  url = (await hub.says(/ready: (\S+)/))[1] ?? ''
  const args = ['train', 'grok-mlp-small', '--seed', '3', '--steps', String(STEPS), '--hub', url, '--data', data.path]
  await start([...args, '--json']).ended
  parent = (await runs())[0]?.run.id ?? ''
  page = await browser.newPage({ viewport: { width: 1440, height: 1000 } })
})

afterAll(async () => {
  await browser?.close()
  for (const { run } of await runs())
    await fetch(`${url}/api/runs/${run.id}/commands`, { method: 'POST', body: JSON.stringify({ type: 'stop' }) })
  hub?.child.kill('SIGKILL')
  data[Symbol.dispose]()
})

describe('a fork from the page', () => {
  it('is offered at the step that was clicked, and says what cannot be', async () => {
    await page.goto(`${url}/runs/${parent}`)
    const plot = page.locator('section[aria-label="Loss"] .u-over').first()
    await plot.waitFor()
    const { width, height } = (await plot.boundingBox())!
    await plot.click({ position: { x: Math.round(width / 2), y: height / 2 } })
    const item = page.getByRole('menuitem', { name: /^Fork at step/ })
    forkedAt = Number(/\d+/.exec(await item.innerText())?.[0])
    expect(Math.abs(forkedAt - STEPS / 2)).toBeLessThan(10)
    await item.click()
    const dialog = page.getByRole('dialog', { name: 'Fork' })
    await dialog.getByLabel('Step', { exact: true }).fill('100000')
    await dialog.getByRole('button', { name: 'Fork', exact: true }).click()
    await dialog
      .getByRole('alert')
      .getByText(/100000.*last step/)
      .waitFor()
  })

  it('trains a branch that shares its past with its parent and goes its own way from there', async () => {
    const dialog = page.getByRole('dialog', { name: 'Fork' })
    await dialog.getByLabel('Step', { exact: true }).fill(String(forkedAt))
    await dialog.getByLabel('weightDecay').fill('0')
    await page.screenshot({ path: join(pictures, 'fork-dialog.png') })
    await dialog.getByRole('button', { name: 'Fork', exact: true }).click()
    await dialog.getByTestId('branch').click()
    await page.waitForURL((at) => !at.pathname.endsWith(parent))
    branch = decodeURIComponent(new URL(page.url()).pathname.split('/').at(-1)!)
    const line = async () => (await runs()).find(({ run }) => run.id === branch)
    await expect.poll(async () => (await line())?.status).toBe('completed')
    expect((await line())?.run.parent).toEqual({
      run: parent,
      step: forkedAt,
      set: { weightDecay: 0 },
    })
    const [own, twin] = await Promise.all([pointsOf(branch), pointsOf(parent)])
    expect(own.steps).toEqual(twin.steps)
    const differ = own.steps.filter((_, i) => own.values[i] !== twin.values[i])
    expect(differ[0]).toBeGreaterThan(forkedAt)
    expect(differ.at(-1)).toBe(STEPS)
  })

  it('shows the branch as the difference to its twin, which is 0 up to the fork', async () => {
    await expect.poll(() => new URL(page.url()).searchParams.get('twin')).toBe('difference')
    const panel = page.locator('section[aria-label="Loss"]')
    await panel.getByText('Δ', { exact: true }).waitFor()
    const value = panel.locator('[data-series="train-loss"]')
    await expect.poll(() => value.getAttribute('data-value')).toMatch(/[1-9]/)
    await page.screenshot({ path: join(pictures, 'fork-difference.png') })
    const plot = panel.locator('.u-over').first()
    const { width, height } = (await plot.boundingBox())!
    await plot.hover({ position: { x: Math.round((width * (forkedAt - 20)) / STEPS), y: height / 2 } })
    await expect.poll(() => value.getAttribute('data-value')).toBe('0')
    await page.getByRole('button', { name: 'Beside parent' }).click()
    await panel.getByTestId('beside').first().waitFor()
    await page.screenshot({ path: join(pictures, 'fork-beside.png') })
  })

  it('draws the family as a tree, whose branches lead to their runs', async () => {
    const family = page.getByRole('region', { name: 'Family' })
    await expect.poll(() => family.locator('li').count()).toBe(2)
    await family.getByRole('link', { name: /^grok/ }).first().click()
    await page.waitForURL((at) => at.pathname.endsWith(parent))
    await family.getByRole('link', { name: /weightDecay=0/ }).waitFor()
    await page.goto(url)
    const rows = page.locator('[data-run]')
    await expect
      .poll(() => rows.evaluateAll((all) => all.map((row) => row.getAttribute('data-run'))))
      .toEqual([parent, branch])
  })

  it('compares any two runs as a difference', async () => {
    await page.goto(`${url}/compare?runs=${parent},${branch}`)
    await page.getByLabel('Difference to').selectOption(parent)
    await page.locator('section[aria-label="Loss"]').getByText('Δ', { exact: true }).waitFor()
    await expect.poll(() => new URL(page.url()).searchParams.get('minus')).toBe(parent)
  })
})

type Line = { status: string; run: { id: string; parent?: unknown } }

async function runs(): Promise<Line[]> {
  return (await (await fetch(`${url}/api/runs`)).json()) as Line[]
}

async function pointsOf(run: string): Promise<{ steps: number[]; values: number[] }> {
  const response = await fetch(`${url}/api/runs/${run}/series/train-loss?points=2000`)
  return (await response.json()) as { steps: number[]; values: number[] }
}
