import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { storeStudy } from '../bench/many-runs.ts'
import { temporaryFolder } from '../phasescope.ts'
import { served, type Served } from '../served.ts'
import { opened, type Opened } from './opened.ts'

/** The table of a study: 300 runs of five weight decays, three widths and twenty seeds, in which those without decay never grok. */
const RUNS = 300
const data = temporaryFolder()
let hub: Served
let browser: Opened
let page: Page

beforeAll(async () => {
  await storeStudy(data.path, RUNS)
  hub = await served(data.path)
  browser = await opened()
  page = browser.page
  await browser.enter(hub)
})
afterAll(async () => {
  await browser?.[Symbol.asyncDispose]()
  await hub?.kill()
  data[Symbol.dispose]()
})

const COLUMNS = 'status,weightDecay,last("test-accuracy"),onset("Grokked")'
const count = () => page.getByTestId('count').textContent()
const filter = () => page.getByLabel('Filter runs')
const param = (name: string) => new URL(page.url()).searchParams.get(name)
const elements = () => page.evaluate(() => document.querySelectorAll('*').length)

async function open(query = ''): Promise<void> {
  await page.goto(`${hub.url}/?${query}`)
  await page.locator('[role="row"][data-run], p.none').first().waitFor()
}
/** What the rows in view have in a column, from the top. */
const cells = (column: string) => page.locator(`[data-column='${column}']`).allInnerTexts()
const chips = () => page.locator('[data-chip]').count()

describe('a filter', () => {
  it('is words, a regular expression or an expression, and says as what it is read', async () => {
    await open()
    expect(await count()).toBe('300 runs')
    await filter().fill('wd 0.3 width 64')
    await expect.poll(count).toBe('20 runs')
    expect(await page.getByTestId('filter-as').textContent()).toBe('words')
    await filter().fill('/^run-0000\\d$/')
    await expect.poll(count).toBe('10 runs')
    expect(await page.getByTestId('filter-as').textContent()).toBe('regex')
    await filter().fill('weightDecay >= 3 and last("test-accuracy") > 0.9')
    await expect.poll(count).toBe('120 runs')
    expect(await page.getByTestId('filter-as').textContent()).toBe('expression')
    await expect.poll(() => param('q')).toBe('weightDecay >= 3 and last("test-accuracy") > 0.9')
    await page.reload()
    await expect.poll(count).toBe('120 runs')
  })

  it('that is no expression is marked at the character, and leaves the rows as they are', async () => {
    await open()
    await filter().fill('weightDecay > 1')
    await expect.poll(count).toBe('120 runs')
    await filter().fill('weightDecay > > 1')
    await page.locator('[data-testid="caret"][data-offset="14"]').waitFor()
    expect(await page.locator('#filter-fault').textContent()).toMatch(/expected .+, got '>'/)
    expect(await filter().getAttribute('aria-invalid')).toBe('true')
    expect(await count()).toBe('120 runs')
  })

  it('is helped along: a setting, a series and an event are suggested, and one is taken by the keys', async () => {
    await open()
    await page.keyboard.press('/')
    await filter().pressSequentially('weightDecay > 1 and ons')
    const offers = page.getByRole('option')
    await offers.first().waitFor()
    expect(await offers.locator('code').allInnerTexts()).toEqual(['onset("Grokked")'])
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Enter')
    expect(await filter().inputValue()).toBe('weightDecay > 1 and onset("Grokked") ')
    await filter().pressSequentially('< 100')
    await expect.poll(async () => Number((await count())?.split(' ')[0])).toBeLessThan(120)
  })
})

describe('columns', () => {
  it('show settings, last values and onsets; a click on their names sorts by them, what is missing last', async () => {
    await open(`columns=${encodeURIComponent(COLUMNS)}`)
    const head = (text: string) => page.getByRole('columnheader', { name: text }).getByRole('button')
    await head('Grokked at').click()
    await expect.poll(async () => (await cells('onset("Grokked")'))[0]).toBe('368')
    await head('Grokked at').click()
    await expect.poll(async () => (await cells('onset("Grokked")'))[0]).toBe('36')
    expect(await page.getByRole('columnheader', { name: 'Grokked at' }).getAttribute('aria-sort')).toBe('ascending')
    await expect.poll(() => param('sort')).toBe('onset("Grokked")')
    await page.getByRole('grid').evaluate((grid) => (grid.scrollTop = grid.scrollHeight))
    await expect.poll(async () => (await cells('onset("Grokked")')).at(-1)).toBe('–')
    expect((await cells('weightDecay')).at(-1)).toBe('0')
  })

  it('are chosen from what occurs among the runs, or written', async () => {
    await open()
    await page.getByRole('button', { name: 'Columns…' }).click()
    const sheet = page.getByRole('dialog')
    await sheet.getByRole('checkbox', { name: /^weightDecay/ }).check()
    await sheet.getByLabel('An expression as a column').fill('last("train-loss") * 2')
    await sheet.getByRole('button', { name: 'Add' }).click()
    await sheet.getByRole('button', { name: 'Done' }).click()
    await page.getByRole('columnheader', { name: 'weightDecay' }).waitFor()
    await expect.poll(async () => (await cells('last("train-loss") * 2'))[0]).toMatch(/^\d/)
    await expect.poll(() => param('columns')).toContain('weightDecay')
  })
})

describe('groups', () => {
  it('have a heading with their count, can be closed, and are chosen as a whole', async () => {
    await open('group=weightDecay')
    const heads = page.locator('[data-toggle]')
    await expect.poll(() => heads.first().innerText()).toMatch(/weightDecay = 0\s+60 runs/)
    await heads.first().click()
    await expect.poll(() => heads.allInnerTexts().then((all) => all.map((text) => text.replaceAll(/\s+/g, ' '))[1])).toMatch(/weightDecay = 0\.3 60 runs/) // prettier-ignore
    expect(await heads.first().getAttribute('aria-expanded')).toBe('false')
    await page.getByRole('button', { name: 'Choose all of weightDecay = 0.3' }).click()
    await page.getByRole('button', { name: 'Compare 60 runs' }).waitFor()
    expect(await page.getByText('and 48 more').count()).toBe(1)
  })
})

describe('what is chosen', () => {
  it('is chosen by click, by shift, all that match; stays as chips and in the address', async () => {
    await open(`q=${encodeURIComponent('weightDecay = 3 and width = 64')}`)
    const box = (line: number) => page.locator(`[data-line="${line}"] [data-choose]`)
    await box(0).click()
    await box(3).click({ modifiers: ['Shift'] })
    await expect.poll(chips).toBe(4)
    await box(1).click()
    await expect.poll(chips).toBe(3)
    await expect.poll(() => param('chosen')?.split(',').length).toBe(3)
    await filter().fill('width = 256')
    await expect.poll(count).toBe('100 runs')
    expect(await chips()).toBe(3)
    await page.reload()
    await expect.poll(chips).toBe(3)
    await page.getByRole('button', { name: 'Choose none' }).click()
    await expect.poll(chips).toBe(0)
    await filter().fill('weightDecay > 0.1 and width > 64')
    await expect.poll(count).toBe('160 runs')
    await page.getByLabel('Choose all that match').check()
    await page.getByRole('button', { name: 'Compare 160 runs' }).click()
    await page.waitForURL((url) => url.pathname === '/compare')
    expect(param('where')).toBe('(weightDecay > 0.1 and width > 64)')
  })

  it('grows line by line with Shift and the arrows, from one that was not chosen yet', async () => {
    await open(`q=${encodeURIComponent('weightDecay = 3 and width = 64')}`)
    await page.keyboard.press('ArrowDown')
    await page.locator('[data-line="0"]:focus').waitFor()
    for (const chosen of [2, 3, 4]) {
      await page.keyboard.press('Shift+ArrowDown')
      await expect.poll(chips).toBe(chosen)
      await page.locator(`[data-line="${chosen - 1}"]:focus`).waitFor()
    }
  })

  it('is walked through by the keys', async () => {
    await open(`q=${encodeURIComponent('weightDecay = 3 and width = 64')}`)
    await page.keyboard.press('ArrowDown')
    await page.locator('[data-line="0"]:focus').waitFor()
    await page.keyboard.press('x')
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('x')
    await expect.poll(chips).toBe(2)
    await page.keyboard.press('Shift+ArrowDown')
    await expect.poll(chips).toBe(3)
    await page.keyboard.press('c')
    await page.waitForURL((url) => url.pathname === '/compare')
    expect(param('runs')?.split(',').length).toBe(3)
    await page.goBack()
    await expect.poll(chips).toBe(3)
    await page.locator('[data-line="0"]').waitFor()
    await page.keyboard.press('ArrowDown')
    await page.locator('[data-line="0"]:focus').waitFor()
    await page.keyboard.press('Enter')
    await page.waitForURL((url) => url.pathname.startsWith('/runs/'))
  })
})

describe('labels', () => {
  it('a run is renamed, and gets its name back', async () => {
    await open('q=run-00007')
    await page.getByLabel(/^More about/).click()
    await page.getByRole('menuitem', { name: 'Rename…' }).click()
    await page.getByLabel('Name', { exact: true }).fill('The seventh')
    await page.keyboard.press('Enter')
    await page.getByRole('link', { name: 'The seventh' }).waitFor()
    await page.getByTestId('removed-bar').getByRole('button', { name: 'Undo' }).click()
    await page.getByRole('link', { name: /^grok wd/ }).waitFor()
  })

  it('those that are chosen are tagged, found by the tag, archived and taken out again', async () => {
    await open(`q=${encodeURIComponent('weightDecay = 10 and width = 128')}`)
    await page.getByLabel('Choose all that match').check()
    await page.getByRole('button', { name: 'Tag…' }).click()
    await page.getByLabel('Tags', { exact: true }).fill('paper, second look')
    await page.keyboard.press('Enter')
    await page.getByTestId('removed-bar').getByText('Tagged 20 runs').waitFor()
    await filter().fill('tag = "second look"')
    await expect.poll(count).toBe('20 runs')
    await page.getByRole('button', { name: 'Archive' }).click()
    await page.getByText(/No run matches/).waitFor()
    await page.getByLabel('Status').selectOption('archived')
    await expect.poll(count).toBe('20 runs')
    const href = await page.locator('[data-line="0"] a').first().getAttribute('href')
    const archived = await page.context().browser()!.newPage()
    await archived.goto(new URL(href!, page.url()).href)
    await archived.getByTestId('archived').waitFor()
    await archived.close()
    await page.getByTestId('removed-bar').getByRole('button', { name: 'Undo' }).click()
    await page.getByText(/No run matches/).waitFor()
    await page.getByLabel('Status').selectOption('any status')
    await expect.poll(count).toBe('20 runs')
  })

  it('several are removed at once, and come back', async () => {
    await open(`q=${encodeURIComponent('weightDecay = 1 and width = 256')}`)
    await expect.poll(count).toBe('20 runs')
    await page.locator('[data-line="0"] [data-choose]').click()
    await page.locator('[data-line="1"] [data-choose]').click()
    await page.getByRole('button', { name: 'Remove' }).click()
    await expect.poll(count).toBe('18 runs')
    await page.getByTestId('removed-bar').getByRole('button', { name: 'Undo' }).click()
    await expect.poll(count).toBe('20 runs')
  })
})

it('the palette finds runs, pages and actions by name', async () => {
  await open()
  await page.keyboard.press('Control+k')
  const palette = page.getByRole('dialog', { name: 'Palette' })
  await palette.getByRole('combobox').fill('archived')
  await expect.poll(() => palette.getByRole('option').allInnerTexts()).toEqual(['Show archived runs'])
  await page.keyboard.press('Enter')
  await page.getByText('No run is archived').waitFor()
  await page.keyboard.press('Control+k')
  await palette.getByRole('combobox').fill('run-00042')
  await palette.getByRole('option', { name: /seed 2/ }).waitFor()
  await page.keyboard.press('Enter')
  await page.waitForURL((url) => url.pathname === '/runs/run-00042')
})

it.each([
  [360, 740],
  [1440, 1000],
  [2560, 1440],
])('on a screen of %i × %i pixels the page is as wide as that, of 2,000 elements at most', async (width, height) => {
  await page.setViewportSize({ width, height })
  await open(`columns=${encodeURIComponent(COLUMNS)}`)
  await page.getByRole('grid').evaluate((grid) => (grid.scrollTop = grid.scrollHeight / 2))
  await expect.poll(() => page.locator('[data-line]:not([data-run])').count()).toBe(0)
  expect(await elements()).toBeLessThanOrEqual(2_000)
  expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0)
  await browser.picture(`table-${width}`)
})

it('nothing threw', () => expect(browser.thrown).toEqual([]))
