import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { phasescope, temporaryFolder } from '../phasescope.ts'
import { served, type Served } from '../served.ts'
import { opened, type Opened } from './opened.ts'

/** A run that has ended is forked by a click on its chart, and held against its branch. */
const STEPS = 300
const data = temporaryFolder()
let hub: Served
let browser: Opened
let page: Page
let url: string
let parent: string
let branch: string
let forkedAt: number

beforeAll(async () => {
  browser = await opened()
  page = browser.page
  hub = await served(data.path)
  await browser.enter(hub)
  url = hub.url
  const args = ['train', 'grok-mlp-small', '--seed', '3', '--steps', String(STEPS), '--hub', url, '--data', data.path]
  await phasescope([...args, '--json'])
  parent = await hub.firstRun()
})

afterAll(async () => {
  await browser?.[Symbol.asyncDispose]()
  for (const { run } of (await hub?.runs()) ?? []) await hub.command(run.id, { type: 'stop' })
  await hub?.kill()
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
    await browser.picture('fork-dialog')
    await dialog.getByRole('button', { name: 'Fork', exact: true }).click()
    await dialog.getByTestId('branch').click()
    await page.waitForURL((at) => !at.pathname.endsWith(parent))
    branch = decodeURIComponent(new URL(page.url()).pathname.split('/').at(-1)!)
    const line = async () => (await hub.runs()).find(({ run }) => run.id === branch)
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
    await browser.picture('fork-difference')
    const plot = panel.locator('.u-over').first()
    const { width, height } = (await plot.boundingBox())!
    await plot.hover({ position: { x: Math.round((width * (forkedAt - 20)) / STEPS), y: height / 2 } })
    await expect.poll(() => value.getAttribute('data-value')).toBe('0')
    await page.getByRole('button', { name: 'Beside parent' }).click()
    await panel.getByTestId('beside').first().waitFor()
    await browser.picture('fork-beside')
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

const pointsOf = (run: string) => hub.points(run, 'train-loss', 'points=2000')
