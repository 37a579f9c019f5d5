import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { temporaryFolder } from '../phasescope.ts'
import { served, type Served } from '../served.ts'
import { inked, plotOf } from './drawn.ts'
import { opened, type Opened } from './opened.ts'
import { onsetOf, storeStudy, STUDY, studyRun } from './study.ts'

/** The study of thirty runs that nobody could read as thirty curves, stored and looked at. */
const data = temporaryFolder()
const split = temporaryFolder()
let hub: Served
let splitHub: Served
let browser: Opened
let ids: string[]
let splitIds: string[]

beforeAll(async () => {
  ids = storeStudy(data.path, STUDY)
  splitIds = storeStudy(split.path, { decays: [0, 1, 5], seeds: 2, steps: 60, widths: [64, 128] })
  hub = await served(data.path)
  splitHub = await served(split.path)
  browser = await opened()
})

afterAll(async () => {
  await browser?.[Symbol.asyncDispose]()
  await hub?.kill()
  await splitHub?.kill()
  data[Symbol.dispose]()
  split[Symbol.dispose]()
})

const at = (query = '', of: readonly string[] = ids, from: Served = hub) =>
  `${from.url}/compare?runs=${of.join(',')}${query}`
const page = () => browser.page
const groups = () => page().locator('aside[aria-label="Groups"] li[data-group]')
const group = (id: string) => page().locator(`aside[aria-label="Groups"] li[data-group="${id}"]`)
const colorOf = (id: string) =>
  group(id)
    .locator('line')
    .evaluate((line) => getComputedStyle(line).stroke)
/** All panels that are in sight have drawn what is known. */
const drawn = () => page().locator('section[aria-label="Accuracy"] [data-testid="badge"]:not(:empty)').waitFor()
async function open(query = '') {
  await page().goto(at(query))
  await drawn()
}
const median = (values: readonly number[]) => {
  const sorted = [...values].sort((a, b) => a - b)
  return (sorted[(sorted.length - 1) >> 1]! + sorted[sorted.length >> 1]!) / 2
}

/**
 * The pointer is on accuracy at step 75 and the legend says the median of each group there. Pointed at anew until it does: an axis grows while
 * curves come, and what was drawn first may move under a pointer that stands.
 */
async function pointAt75() {
  const medians = await Promise.all(
    STUDY.decays.map(async (decay) => {
      const seeds = Array.from({ length: STUDY.seeds }, (_, seed) => seed)
      const all = await Promise.all(seeds.map((seed) => hub.points(studyRun(decay, seed), 'test-accuracy')))
      return [String(decay), median(all.map(({ values }) => values[75]!))] as const
    }),
  )
  let nudge = 0
  const said = async () => {
    const box = (await plotOf(page(), 'Accuracy').boundingBox())!
    await page().mouse.move(box.x + (box.width * 75.4) / 150, box.y + 4 + (nudge++ % 3))
    const all = groups().evaluateAll((items) =>
      items.map((one) => [one.getAttribute('data-group'), one.querySelector('.value')?.getAttribute('data-value')]),
    )
    return new Map((await all).map(([group, value]) => [group, Number(value)]))
  }
  await expect.poll(said).toEqual(new Map(medians))
}

describe('thirty runs of six weight decays and five seeds', () => {
  it('are six groups, in the order of the parameter that was found, each in a color of its own', async () => {
    await open()
    expect(await groups().evaluateAll((all) => all.map((one) => one.getAttribute('data-group')))).toEqual(
      STUDY.decays.map(String),
    )
    expect(await groups().locator('.n').allInnerTexts()).toEqual(STUDY.decays.map(() => 'n 5'))
    const colors = await Promise.all(STUDY.decays.map((decay) => colorOf(String(decay))))
    expect(new Set(colors).size).toBe(6)
    for (const color of colors) expect((await inked(page(), 'Accuracy', color)).length, color).toBeGreaterThan(20)
    await browser.picture('compare-groups')
  })

  it('are, three clicks from the list, groups with bands, what the parameter does, and all curves on the clock of the event', async () => {
    await page().goto(`${hub.url}/`)
    await page().getByRole('checkbox', { name: 'Choose all that match' }).click()
    await page().getByRole('button', { name: 'Compare 30 runs' }).click()
    await drawn()
    expect(await groups().evaluateAll((all) => all.map((one) => one.getAttribute('data-group')))).toEqual(
      STUDY.decays.map(String),
    )
    // A band is its color, thinned: far more of it than of the lines.
    const ink = async (share: number) => (await inked(page(), 'Accuracy', await colorOf('20'), share)).length
    expect(await ink(0.1)).toBeGreaterThan(2 * (await ink(0.7)))
    await page().getByRole('combobox', { name: 'X', exact: true }).selectOption('event:grokked')
    expect(await page().getByTestId('off-clock').innerText()).toMatch(/^5 runs are not on this clock/)
    const effects = page().getByRole('region', { name: 'Effects' })
    await effects.scrollIntoViewIfNeeded()
    expect(await effects.getByTestId('never').innerText()).toMatch(/^5 runs in which it never came: open/)
    expect((await inked(page(), 'Effects', await colorOf('0'), 0.5)).length).toBeGreaterThan(20)
    const moves = page().getByRole('region', { name: 'What moves first' })
    await moves.locator('tr[data-series="test-accuracy"]').waitFor()
    await browser.picture('compare-three-clicks')
  })

  it('are one click from the page on which nothing was chosen yet', async () => {
    await page().goto(`${hub.url}/compare`)
    const offered = page().getByRole('region', { name: 'What to compare' })
    await offered.getByText('30 runs').first().waitFor()
    await browser.picture('compare-nothing')
    await offered.getByRole('link', { name: 'everything, in groups' }).click()
    await drawn()
    expect(await groups().count()).toBe(6)
    await page().goBack()
    await offered.waitFor()
  })

  it('have one legend, which says the median of each group where the pointer is', async () => {
    await open()
    await pointAt75()
    expect(await page().locator('table.legend, ul.legend').count()).toBe(0)
  })

  it('keep their order, and take that of the values when they are asked to', async () => {
    await open()
    await pointAt75()
    const order = () => groups().evaluateAll((all) => all.map((one) => one.getAttribute('data-group')))
    expect((await order())[0]).toBe('0')
    await page().keyboard.press('s')
    await expect.poll(async () => (await order()).at(-1)).toMatch(/^[01]$/)
    await page().keyboard.press('s')
    await expect.poll(order).toEqual(STUDY.decays.map(String))
  })

  it('are lit in every panel when one is pointed at, shown alone by a click and hidden by one with alt', async () => {
    await open()
    const [five, twenty] = [await colorOf('5'), await colorOf('20')]
    const inkOf = async (color: string, panel = 'Accuracy') => (await inked(page(), panel, color, 0.8)).length
    const before = await inkOf(twenty)
    expect(before).toBeGreaterThan(20)
    await group('5').locator('button').first().hover()
    await expect.poll(() => inkOf(twenty)).toBe(0)
    expect(await inkOf(five)).toBeGreaterThan(20)
    expect(await inkOf(twenty, 'weight-norm')).toBe(0)
    await page().mouse.move(0, 0)
    await expect.poll(() => inkOf(twenty)).toBe(before)
    await group('5').locator('button').first().click()
    await page().mouse.move(0, 0)
    await page().waitForURL((url) => url.searchParams.get('only') === '5')
    await expect.poll(() => inkOf(twenty)).toBe(0)
    expect(await page().getByRole('list', { name: 'Runs of 5' }).getByRole('link').count()).toBe(5)
    // Neighbors on the ramp are too near for a count of pixels: the two ends of it are left.
    await open('&hide=1&hide=2.5&hide=5&hide=10')
    await expect.poll(() => inkOf(twenty)).toBeGreaterThan(20)
    await group('20')
      .locator('button')
      .first()
      .click({ modifiers: ['Alt'] })
    await page().mouse.move(0, 0)
    await page().waitForURL((url) => url.searchParams.getAll('hide').includes('20'))
    await expect.poll(() => inkOf(twenty)).toBe(0)
    expect(await inkOf(await colorOf('0'))).toBeGreaterThan(20)
    await page().getByRole('button', { name: 'Show all' }).click()
    await expect.poll(() => inkOf(five)).toBeGreaterThan(20)
  })

  it('are gone through, shown alone and hidden by keys', async () => {
    await open()
    await group('0').locator('button').first().focus()
    await page().keyboard.press('ArrowDown')
    await page().keyboard.press('ArrowDown')
    await page().keyboard.press('h')
    await page().waitForURL((url) => url.searchParams.get('hide') === '2.5')
    await page().keyboard.press('ArrowDown')
    await page().keyboard.press('Enter')
    await page().waitForURL((url) => url.searchParams.get('only') === '5')
  })

  it('grok at different steps, and all at 0 on the clock of that event', async () => {
    await open('&clock=event:grokked')
    const box = (await plotOf(page(), 'Accuracy').boundingBox())!
    const least = -Math.max(...ids.map((_, i) => onsetOf(STUDY.decays[Math.floor(i / 5)]!, i % 5, 150) ?? 0))
    const most = 150 - Math.min(...[0, 1, 2, 3, 4].map((seed) => onsetOf(20, seed, 150)!))
    await page().mouse.move(box.x + (box.width * (0.3 - least)) / (most - least), box.y + 4)
    for (const decay of ['1', '5', '20']) {
      const value = () => group(decay).locator('.value').getAttribute('data-value').then(Number)
      await expect.poll(value, { message: decay }).toBeCloseTo(0.51, 1)
    }
    expect(await page().getByTestId('off-clock').innerText()).toMatch(/^5 runs are not on this clock/)
    const table = page().getByRole('region', { name: 'What moves first' })
    await table.scrollIntoViewIfNeeded()
    await table.locator('tr[data-series="test-accuracy"]').waitFor()
    const moved = await table.locator('tr[data-series="test-accuracy"] td').first().getAttribute('data-value')
    expect(Number(moved)).toBeLessThan(0)
    await browser.picture('compare-event-clock')
  })

  it('say what moves first on any clock, once an event or a series is chosen', async () => {
    await open()
    const table = page().getByRole('region', { name: 'What moves first' })
    await table.scrollIntoViewIfNeeded()
    expect(await table.locator('tr').count()).toBe(0)
    await table.getByRole('combobox', { name: 'before' }).selectOption('Grokked')
    const first = table.locator('tr[data-series="test-accuracy"] td').first()
    expect(Number(await first.getAttribute('data-value'))).toBeLessThan(0)
  })

  it('show what the parameter does: a dot a run, and open ones where it never came', async () => {
    await open()
    const effects = page().getByRole('region', { name: 'Effects' })
    await effects.scrollIntoViewIfNeeded()
    await effects.getByTestId('never').waitFor()
    expect(await effects.getByTestId('never').innerText()).toMatch(/^5 runs in which it never came/)
    await effects.getByText('Table').click()
    const rows = effects.locator('tbody tr')
    expect(await rows.count()).toBe(6)
    expect(await rows.nth(0).locator('td').allInnerTexts()).toEqual(['0', '0', '–', '–', '–', '5'])
    const onsets = [0, 1, 2, 3, 4].map((seed) => onsetOf(5, seed, 150)!)
    expect((await rows.nth(3).locator('td').allInnerTexts()).slice(0, 3).map(Number)).toEqual([5, 5, median(onsets)])
    const dots = await inked(page(), 'Effects', await colorOf('5'), 0.7)
    expect(dots.length).toBeGreaterThan(60)
    await effects.getByLabel('Fit').selectOption('power')
    await expect.poll(() => effects.getByTestId('fit').innerText()).toMatch(/b\s+−0\.\d+ \(−0\.\d+ … −0\.\d+\)/)
    await browser.picture('compare-effects')
  })

  it('name what is drawn beside its axis, and what a misspelled event perhaps meant', async () => {
    await open()
    const effects = page().getByRole('region', { name: 'Effects' })
    await effects.scrollIntoViewIfNeeded()
    await expect.poll(() => effects.getByTestId('effect-axis').innerText()).toBe('onset("grokked")')
    await effects.getByLabel('or of each run').fill('onset("groked")')
    await effects.getByLabel('or of each run').press('Enter')
    await expect.poll(() => effects.getByTestId('effect-axis').innerText()).toBe('onset("groked")')
    await effects
      .getByRole('status')
      .getByText(/'groked'.*did you mean 'grokked'/)
      .waitFor()
  })

  it('less one of them lie around zero, where the whole of each is in sight, and have no logarithm', async () => {
    await open('&less=20')
    const accuracy = page().locator('section[aria-label="Accuracy"]')
    await accuracy.getByText('Δ').waitFor()
    // Without decay the network never generalizes: the difference falls to nearly −1, below the range of an accuracy.
    const box = (await plotOf(page(), 'Accuracy').boundingBox())!
    const heights = async () => (await inked(page(), 'Accuracy', await colorOf('0'))).map(({ y }) => y)
    await expect.poll(async () => Math.max(...(await heights()))).toBeGreaterThan(box.height * 0.7)
    const loss = page().locator('section[aria-label="Loss"]')
    const toggle = loss.getByRole('button', { name: /^log y/ })
    expect(await toggle.count()).toBe(0)
    await page().getByLabel('Difference to').selectOption('nothing')
    await toggle.waitFor()
  })

  it('stay in sight while another band is chosen', async () => {
    await open()
    const effects = page().getByRole('region', { name: 'Effects' })
    await effects.scrollIntoViewIfNeeded()
    const before = await page().evaluate(() => scrollY)
    expect(before).toBeGreaterThan(50)
    // The page that collapses, and the panels with it, would be built anew.
    await effects.evaluate((element) => element.setAttribute('data-kept', ''))
    await page().getByLabel('Band').selectOption('quartiles')
    await page().waitForURL((url) => url.searchParams.get('band') === 'quartiles')
    await page().locator('section[data-kept]').waitFor()
    expect(await page().evaluate(() => scrollY)).toBe(before)
  })

  it('open from a copied address as the same picture, to the pixel', async () => {
    await open()
    await page().getByLabel('Band').selectOption('quartiles')
    await group('2.5').locator('button').first().click()
    await page().mouse.move(0, 0)
    await page().waitForURL(
      (url) => url.searchParams.get('only') === '2.5' && url.searchParams.get('band') === 'quartiles',
    )
    const picture = () =>
      page()
        .locator('section[aria-label="Accuracy"] canvas')
        .evaluate((canvas: HTMLCanvasElement) => canvas.toDataURL())
    const address = page().url()
    await expect.poll(async () => (await inked(page(), 'Accuracy', await colorOf('2.5'))).length).toBeGreaterThan(20)
    const before = await picture()
    await using fresh = await opened()
    await fresh.page.goto(address)
    await fresh.page.locator('section[aria-label="Accuracy"] [data-testid="badge"]:not(:empty)').waitFor()
    await expect
      .poll(() =>
        fresh.page
          .locator('section[aria-label="Accuracy"] canvas')
          .evaluate((canvas: HTMLCanvasElement) => canvas.toDataURL()),
      )
      .toBe(before)
  })

  it('can be looked at one by one, and in groups again', async () => {
    await open()
    await page().getByRole('button', { name: 'Runs', exact: true }).click()
    await page().getByLabel('Difference to').waitFor()
    await page()
      .locator(`th[data-run="${studyRun(0, 0)}"]`)
      .waitFor()
    await page().getByRole('button', { name: 'Groups', exact: true }).click()
    await drawn()
  })
})

describe('runs of two parameters', () => {
  it('are colored by one and split by the other, over one value axis, and their effect is a heat map', async () => {
    await page().goto(at('', splitIds, splitHub))
    await drawn()
    const panel = page().locator('section[aria-label="Accuracy"]')
    expect(await panel.locator('h3').allInnerTexts()).toEqual(['width 64', 'width 128'])
    expect(await panel.locator('canvas').count()).toBe(2)
    const effects = page().getByRole('region', { name: 'Effects' })
    await effects.scrollIntoViewIfNeeded()
    await effects.getByRole('combobox', { name: 'and', exact: true }).selectOption('width')
    await effects.getByTestId('heat').waitFor()
    expect(await effects.getByTestId('heat').locator('td').count()).toBe(6)
  })
})

describe.each([360, 1280, 2560])('on a screen of %i pixels', (width) => {
  it('nothing reaches beyond the edge, and the legend is in sight', async () => {
    await page().setViewportSize({ width, height: 900 })
    await open()
    const overflow = await page().evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    )
    expect(overflow).toBeLessThanOrEqual(0)
    const legend = (await page().locator('aside[aria-label="Groups"]').boundingBox())!
    expect(legend.y).toBeLessThan(900)
    expect(legend.y + 24).toBeGreaterThan(0)
    await browser.picture(`compare-groups-${width}`)
    await page().setViewportSize({ width: 1440, height: 1000 })
  })
})

it('never threw in the page', () => expect(browser.errors).toEqual([]))
