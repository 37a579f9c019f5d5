import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { openSqlite } from '#src/store/sqlite/sqlite.ts'
import { stateFromFacts } from '#src/run-state/index.ts'
import { PEOPLE } from '#src/vocabulary/index.ts'
import { arrival } from '../src/store/contract.ts'
import { enveloped } from '../src/store/reports.ts'
import { temporaryFolder } from '../phasescope.ts'
import { served, type Served } from '../served.ts'
import { inked, plotOf, storeRun, type Inked } from './drawn.ts'
import { opened, type Opened } from './opened.ts'

/** What people note on the steps of a run, drawn on every chart of it and on every page that looks on. */
const data = temporaryFolder()
const NOTE = 'var(--note)'
const LAST = 100
const NORM = 'norm'
const SPECTRUM = 'spectrum'
let hub: Served
let browser: Opened
let page: Page

beforeAll(async () => {
  const values = Array.from({ length: LAST + 1 }, (_, step) => 1 + step / LAST)
  storeRun(data.path, 'grok', [
    { name: NORM, values },
    { name: SPECTRUM, frames: values.map((value) => [value, value / 2, value / 3]) },
  ])
  const store = openSqlite(data.path)
  const note = { id: 'first', from: 20, to: 40, text: 'A plateau:\nnothing moves' }
  store.keep([arrival(enveloped('grok', 0, [{ type: 'noted', note }]), PEOPLE)])
  store.close()
  hub = await served(data.path)
  browser = await opened()
  page = browser.page
  await browser.enter(hub)
  await page.goto(`${hub.url}/runs/grok`)
})
afterAll(async () => {
  await browser?.[Symbol.asyncDispose]()
  await hub?.kill()
  data[Symbol.dispose]()
})

const notes = () => {
  const store = openSqlite(data.path)
  try {
    return stateFromFacts(store.facts('grok')).notes
  } finally {
    store.close()
  }
}

const summary = () => {
  const store = openSqlite(data.path)
  try {
    return store.summary('grok')
  } finally {
    store.close()
  }
}

/** From which step to which a chart has the bars of notes over it, as shares of its axis in steps; null where it has none. */
async function barsOf(title: string, on = page): Promise<readonly [from: number, to: number] | null> {
  await on.locator(`section[aria-label="${title}"]`).scrollIntoViewIfNeeded()
  const { width } = (await plotOf(on, title).boundingBox())!
  const bars = (await inked(on, title, NOTE, 0.98, 4)).filter(({ y }: Inked) => y >= 0 && y < 2)
  if (bars.length === 0) return null
  const steps = bars.map(({ x }) => (x / width) * LAST)
  return [Math.round(Math.min(...steps)), Math.round(Math.max(...steps))]
}
async function waitForBars(title: string, from: number, to: number, on = page): Promise<void> {
  await expect.poll(() => barsOf(title, on).then((bars) => bars?.map((at) => Math.round(at / 2)))).toEqual([from / 2, to / 2]) // prettier-ignore
}

const read = (on: Page) => on.getByTestId('note-read').textContent()
const readHere = () => read(page)
async function point(title: string, step: number, on = page): Promise<{ x: number; y: number }> {
  const plot = plotOf(on, title)
  await plot.scrollIntoViewIfNeeded()
  const { x, y, width, height } = (await plot.boundingBox())!
  const place = { x: x + (step / LAST) * width, y: y + height / 2 }
  await on.mouse.move(place.x, place.y)
  return place
}
const dialog = () => page.getByRole('dialog')

it('is drawn where it is on every chart of the run, shaded, named, and said whole to pointer and keys', async () => {
  for (const title of [NORM, SPECTRUM]) await waitForBars(title, 20, 40)
  // Under the curve, all of the interval is shaded, and nothing beside it.
  const { width, height } = (await plotOf(page, NORM).boundingBox())!
  const shaded = (await inked(page, NORM, NOTE, 0.08, 6)).filter(({ y }) => y > height - 12 && y < height - 4)
  const steps = shaded.map(({ x }) => Math.round((x / width) * LAST))
  expect(Math.min(...steps)).toBe(20)
  expect(Math.max(...steps)).toBe(40)
  expect(new Set(steps).size).toBe(21)

  for (const title of [NORM, SPECTRUM]) {
    await point(title, 30)
    await expect.poll(readHere).toContain('A plateau:\nnothing moves')
    await point(title, 60)
    await expect.poll(readHere).toBe('')
  }
  await plotOf(page, NORM).focus()
  await page.keyboard.press('Home')
  await expect.poll(readHere).toBe('')
  for (let i = 0; i < 3; i++) await page.keyboard.press('Shift+ArrowRight')
  await expect.poll(readHere).toContain('nothing moves')
  await page.keyboard.press('Escape')
  await browser.picture('notes')
})

it('is added at a place of a chart that is clicked, and every other page has it at once', async () => {
  await using watching = await opened()
  const other = watching.page
  await other.goto(`${hub.url}/runs/grok`)
  await waitForBars(NORM, 20, 40, other)

  const { x, y } = await point(NORM, 70)
  await page.mouse.click(x, y)
  await page.getByRole('menuitem', { name: 'Note at step 70…' }).click()
  await expect.poll(() => dialog().getByLabel('First step').inputValue()).toBe('70')
  await dialog().getByRole('textbox', { name: 'Note' }).fill('Groks here')
  await dialog().getByLabel('Last step').fill('80')
  await browser.picture('note-dialog')
  await dialog().getByRole('button', { name: 'Save' }).click()
  await expect.poll(() => dialog().count()).toBe(0)
  for (const title of [NORM, SPECTRUM]) await waitForBars(title, 20, 80)
  for (const title of [NORM, SPECTRUM]) await waitForBars(title, 20, 80, other)
  await point(NORM, 75, other)
  await expect.poll(() => read(other)).toBe('Groks here')
  expect(notes().map(({ from, to, text }) => [from, to, text])).toEqual([
    [20, 40, 'A plateau:\nnothing moves'],
    [70, 80, 'Groks here'],
  ])
})

it('is changed, taken away and brought back, on the charts as in the store', async () => {
  await page.getByText('2 notes').click()
  await page.getByRole('button', { name: 'Change the note on steps 70 to 80' }).click()
  await dialog().getByLabel('Last step').fill('90')
  await dialog().getByRole('textbox', { name: 'Note' }).fill('It groks')
  await dialog().getByRole('button', { name: 'Save' }).click()
  for (const title of [NORM, SPECTRUM]) await waitForBars(title, 20, 90)

  const { x, y } = await point(NORM, 85)
  await page.mouse.click(x, y)
  await page.getByRole('menuitem', { name: 'Change ‘It groks’…' }).click()
  await dialog().getByRole('button', { name: 'Remove' }).click()
  for (const title of [NORM, SPECTRUM]) await waitForBars(title, 20, 40)
  await point(NORM, 85)
  await expect.poll(readHere).toBe('')
  expect(notes().map(({ id }) => id)).toEqual(['first'])
  await page.getByTestId('undo-bar').getByRole('button', { name: 'Undo' }).click()
  for (const title of [NORM, SPECTRUM]) await waitForBars(title, 20, 90)
  await expect.poll(() => page.getByTestId('undo-bar').count()).toBe(0)
  expect(notes().map(({ from, to, text }) => [from, to, text])).toEqual([
    [20, 40, 'A plateau:\nnothing moves'],
    [70, 90, 'It groks'],
  ])
})

it('is begun on what is zoomed into by a drag, on the step that is pinned, and by a drag over the timeline', async () => {
  const from = await point(NORM, 50)
  await page.mouse.down()
  const to = await point(NORM, 60)
  await page.mouse.up()
  expect(to.x).toBeGreaterThan(from.x)
  await expect.poll(() => new URL(page.url()).search).not.toBe('')
  await page.keyboard.press('n')
  await expect.poll(() => dialog().getByLabel('First step').inputValue()).toBe('50')
  expect(await dialog().getByLabel('Last step').inputValue()).toBe('60')
  await page.keyboard.press('Escape')
  await expect.poll(() => dialog().count()).toBe(0)
  await page.keyboard.press('f')

  await page.getByTestId('pin').locator('input').fill('33')
  await page.keyboard.press('Enter')
  await page.getByRole('button', { name: 'Note…' }).click()
  await expect.poll(() => dialog().getByLabel('First step').inputValue()).toBe('33')
  await dialog().getByRole('button', { name: 'Cancel' }).click()
  await page.keyboard.press('l')

  const { x, y, width, height } = (await page.getByTestId('strip').boundingBox())!
  await page.keyboard.down('Shift')
  await page.mouse.move(x + 0.1 * width, y + height / 2)
  await page.mouse.down()
  await page.mouse.move(x + 0.05 * width, y + height / 2)
  await page.mouse.up()
  await page.keyboard.up('Shift')
  await expect.poll(() => dialog().getByLabel('First step').inputValue()).toBe('5')
  expect(await dialog().getByLabel('Last step').inputValue()).toBe('10')
  await dialog().getByRole('textbox', { name: 'Note' }).fill('Warm-up')
  await page.keyboard.press('Control+Enter')
  for (const title of [NORM, SPECTRUM]) await waitForBars(title, 5 + 1, 90)
  expect(await page.getByTestId('pin').getAttribute('data-at')).toBe('')
})

it('is read by who may only look, and not written', async () => {
  await using other = await opened()
  await other.page.goto(`${hub.url}/runs/grok`)
  await waitForBars(NORM, 5 + 1, 90, other.page)
  expect(await other.page.getByRole('button', { name: 'Note…' }).count()).toBe(0)
  await other.page.getByText('3 notes').click()
  expect(await other.page.getByRole('button', { name: /^(Change|Remove) the note/ }).count()).toBe(0)
  await other.page.keyboard.press('n')
  expect(await other.page.getByRole('dialog').count()).toBe(0)
})

it('names the run, tags and describes it in its header, as the store has it, and takes that back', async () => {
  await page.getByRole('button', { name: 'Details' }).click()
  const labels = page.getByTestId('run-labels')
  const fill = async (button: string, field: string, text: string) => {
    await labels.getByRole('button', { name: button }).click()
    await dialog().getByRole('textbox', { name: field }).fill(text)
    await dialog().getByRole('button', { name: 'Save' }).click()
    await expect.poll(() => dialog().count()).toBe(0)
  }
  await fill('Rename…', 'Name', 'Wide')
  await expect.poll(() => page.locator('h1').textContent()).toBe('Wide')
  await fill('Tags…', 'Tags', 'paper, weight decay')
  await fill('Describe…', 'Note', 'Groks late')
  await expect.poll(() => labels.textContent()).toMatch(/paper\s*weight decay\s*Groks late/)
  expect(summary()).toMatchObject({ run: { name: 'Wide' }, tags: ['paper', 'weight decay'], note: 'Groks late' })
  await page.getByRole('button', { name: 'Undo' }).click()
  await expect.poll(() => labels.textContent()).not.toContain('Groks late')
  expect(summary().note).toBeNull()
  await page.getByRole('button', { name: 'Details' }).click()
  await expect.poll(() => page.getByTestId('said').textContent()).toBe('paper · weight decay')
})

it('broke nothing', () => {
  expect(browser.errors).toEqual([])
})
