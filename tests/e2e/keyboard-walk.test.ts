import { afterAll, beforeAll, expect, it } from 'vitest'
import { temporaryFolder } from '../phasescope.ts'
import { served, type Served } from '../served.ts'
import { opened, type Opened } from './opened.ts'
import { storeStudy } from './study.ts'
import { tabTo } from './tab-to.ts'

/** From the list of runs to a figure and its numbers, by keys alone. */
const data = temporaryFolder()
let hub: Served
let browser: Opened

beforeAll(async () => {
  storeStudy(data.path, { decays: [0, 1, 5], seeds: 5, steps: 60 })
  hub = await served(data.path)
  browser = await opened()
})
afterAll(async () => {
  await browser?.[Symbol.asyncDispose]()
  await hub?.kill()
  data[Symbol.dispose]()
})

it('runs are found, chosen, compared, shown alone, read as a table and saved as a figure', async () => {
  const { page } = browser
  const { keyboard } = page
  const param = (name: string) => new URL(page.url()).searchParams.get(name)
  const chips = () => page.locator('[data-chip]').count()
  await page.goto(hub.url)
  await page.locator('[data-run]').first().waitFor()

  // What is typed finds runs, and Enter goes on to them.
  await keyboard.press('/')
  await keyboard.type('weightDecay >= 1')
  await expect.poll(() => page.getByTestId('count').textContent()).toBe('10 runs')
  await keyboard.press('Enter')
  await keyboard.press('ArrowDown')
  await keyboard.press('x')
  await expect.poll(chips).toBe(1)
  await keyboard.press('Shift+ArrowDown')
  await expect.poll(chips).toBe(2)

  // The rest of them by the palette.
  await keyboard.press('Control+k')
  const offers = page.getByRole('dialog').getByRole('option')
  await offers.first().waitFor()
  await keyboard.type('all runs that match')
  await expect.poll(() => offers.first().innerText()).toMatch(/^Choose all runs that match/)
  await keyboard.press('Enter')
  await expect.poll(chips).toBe(10)

  await keyboard.press('c')
  await page.waitForURL((url) => url.pathname === '/compare')
  const panel = page.locator('section[aria-label="Accuracy"]')
  await panel.locator('[data-testid="badge"]:not(:empty)').waitFor()

  // A group alone: the legend is gone through by arrows.
  await page.locator('aside[aria-label="Groups"] li[data-group]').nth(1).waitFor()
  await tabTo(page, /^1\b.*n 5$/s)
  await keyboard.press('ArrowDown')
  await keyboard.press('Enter')
  await expect.poll(() => param('only')).toBe('5')

  // What the chart draws, heard and read.
  await tabTo(page, 'Place on the chart of Accuracy')
  await keyboard.press('Home')
  await expect
    .poll(() => page.evaluate(() => document.activeElement!.getAttribute('aria-valuetext')))
    .toMatch(/^step 0: 5 0\.0\d+$/)
  await tabTo(page, 'Show Accuracy as a table', 'Shift+Tab')
  await keyboard.press('Enter')
  const table = panel.getByRole('table')
  await table.waitFor()
  expect(await table.getByRole('columnheader').allInnerTexts()).toEqual(['step', 'group', 'series', 'center', 'low', 'high', 'n']) // prettier-ignore
  // Two series at 61 steps, of the one group that is shown.
  expect(await table.locator('tbody tr').count()).toBe(2 * 61)
  const first = table.locator('tbody tr').first().locator('th, td')
  expect((await first.allInnerTexts()).slice(0, 3)).toEqual(['step 0', '5', 'Train'])
  expect((await first.allInnerTexts()).at(-1)).toBe('5')
  await keyboard.press('Enter')
  await expect.poll(() => panel.getByRole('table').count()).toBe(0)

  // The figure.
  await tabTo(page, 'Save Accuracy')
  await keyboard.press('Enter')
  await tabTo(page, 'SVG')
  const [figure] = await Promise.all([page.waitForEvent('download'), keyboard.press('Enter')])
  expect(figure.suggestedFilename()).toMatch(/\.svg$/)
  expect(browser.errors).toEqual([])
})
