import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { temporaryFolder } from '../phasescope.ts'
import { served, type Served } from '../served.ts'
import { drawn, inked } from './drawn.ts'
import { opened, type Opened } from './opened.ts'
import { storeStudy, STUDY, studyRun } from './study.ts'

/** What is seen is in the address, in the history of the browser, and under a name. */
const data = temporaryFolder()
let hub: Served
let browser: Opened
let page: Page

beforeAll(async () => {
  storeStudy(data.path, { ...STUDY, more: 2 })
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

const param = (name: string, on = page) => new URL(on.url()).searchParams.get(name)
const said = (name: string, value: string | null, on = page) =>
  on.waitForURL((url) => url.searchParams.get(name) === value)
const RUN = studyRun(5, 0)

async function openRuns(query = ''): Promise<void> {
  await page.goto(`${hub.url}/${query}`)
  await page.locator('[role="row"][data-run]').first().waitFor()
}
async function openRun(query = '', on = page): Promise<void> {
  await on.goto(`${hub.url}/runs/${RUN}${query}`)
  await drawn(on, 'Accuracy')
}
async function openGroups(query = '', on = page): Promise<void> {
  await on.goto(`${hub.url}/compare?where=${encodeURIComponent('weightDecay >= 0')}${query}`)
  await on.locator('section[aria-label="Accuracy"] [data-testid="badge"]:not(:empty)').waitFor()
}
/** Every chart on the page, as it is drawn. */
const charts = (on: Page) =>
  on.locator('section canvas').evaluateAll((all) => all.map((canvas) => (canvas as HTMLCanvasElement).toDataURL()))

/** A copied address in a browser that has seen nothing shows what is shown here, to the pixel. */
async function expectSame(selector: string): Promise<void> {
  const address = page.url()
  await using fresh = await opened()
  await fresh.page.goto(address)
  await fresh.page.locator(selector).first().waitFor()
  await page.mouse.move(2, 2)
  await expect.poll(async () => (await charts(fresh.page)).length).toBe((await charts(page)).length)
  await expect.poll(() => charts(fresh.page)).toEqual(await charts(page))
  expect(fresh.errors).toEqual([])
}

describe('going back and forward', () => {
  it('takes back a filter as a whole, and brings it again', async () => {
    const count = () => page.getByTestId('count').textContent()
    await openRuns()
    await page.getByLabel('Filter runs').pressSequentially('weightDecay > 4')
    await expect.poll(count).toBe('15 runs')
    await said('q', 'weightDecay > 4')
    await page.getByLabel('Filter runs').blur()
    await page.goBack()
    await expect.poll(count).toBe('30 runs')
    expect(await page.getByLabel('Filter runs').inputValue()).toBe('')
    await page.goForward()
    await expect.poll(count).toBe('15 runs')
    expect(await page.getByLabel('Filter runs').inputValue()).toBe('weightDecay > 4')
  })

  it('comes back from a run to the list as it was', async () => {
    await openRuns()
    await page.getByLabel('Filter runs').fill('weightDecay > 4')
    await said('q', 'weightDecay > 4')
    await expect.poll(() => page.getByTestId('count').textContent()).toBe('15 runs')
    await page.locator('[role="row"][data-run] a').first().click()
    await page.waitForURL(/\/runs\//)
    await page.goBack()
    await expect.poll(() => page.getByTestId('count').textContent()).toBe('15 runs')
    expect(param('q')).toBe('weightDecay > 4')
  })

  it('takes back what was changed of a comparison, one after the other', async () => {
    await openGroups()
    await page.getByLabel(/^Band/).selectOption('quartiles')
    await said('band', 'quartiles')
    await page.getByLabel(/^Center/).selectOption('mean')
    await said('center', 'mean')
    await page.locator('aside[aria-label="Groups"] li[data-group="5"] button').first().click()
    await said('only', '5')
    await page.goBack()
    await said('only', null)
    expect(await page.getByLabel(/^Center/).inputValue()).toBe('mean')
    await page.goBack()
    await expect.poll(() => page.getByLabel(/^Center/).inputValue()).toBe('median')
    expect(await page.getByLabel(/^Band/).inputValue()).toBe('quartiles')
    await page.goBack()
    await expect.poll(() => page.getByLabel(/^Band/).inputValue()).toBe('range')
    await page.goForward()
    await expect.poll(() => page.getByLabel(/^Band/).inputValue()).toBe('quartiles')
  })

  it('takes back a zoom of a run, and not the step that is looked at meanwhile', async () => {
    await openRun()
    const box = (await page.locator('section[aria-label="Accuracy"] .u-over').boundingBox())!
    await page.mouse.move(box.x + box.width * 0.25, box.y + 40)
    await page.mouse.down()
    await page.mouse.move(box.x + box.width * 0.75, box.y + 60, { steps: 4 })
    await page.mouse.up()
    await page.waitForURL((url) => url.searchParams.has('zoom'))
    await page.mouse.move(2, 2)
    const before = await page.evaluate(() => history.length)
    for (let i = 0; i < 3; i++) await page.keyboard.press('[')
    await said('at', '147')
    expect(await page.evaluate(() => history.length)).toBe(before)
    await page.goBack()
    await said('zoom', null)
    await page.goForward()
    await said('at', '147')
    expect(param('zoom')).not.toBeNull()
  })
})

describe('a copied address, in a browser that has seen nothing', () => {
  it('shows a run with its zoom, step, axes, panels and header', async () => {
    await openRun('?zoom=20~120&at=60&log=x&order=weight-norm&hide=loss&head=open')
    await page.getByRole('button', { name: 'Details', expanded: true }).waitFor()
    await page.locator('section[aria-label="Accuracy"]').getByRole('button', { name: /log/i }).first().click()
    await page.waitForURL((url) => url.searchParams.has('y'))
    await expectSame('section[aria-label="Accuracy"] [data-testid="badge"]:not(:empty)')
  })

  it('shows compared runs in their colors, when one was taken away, too', async () => {
    const ids = [studyRun(0, 0), studyRun(1, 0), studyRun(20, 0)]
    await page.goto(`${hub.url}/compare?runs=${ids.join(',')}`)
    await drawn(page, 'Accuracy', 'var(--series-3)')
    await page
      .getByRole('button', { name: /^(Remove|Leave out|Take).*/ })
      .first()
      .click()
    await said('runs', ids.slice(1).join(','))
    expect(param('colors')).toBe('1,2')
    await expect.poll(async () => (await inked(page, 'Accuracy', 'var(--series-1)', 0.9, 8)).length).toBe(0)
    await expectSame('section[aria-label="Accuracy"] [data-testid="badge"]:not(:empty)')
  })

  it('shows groups on their clock, with what stands for them and the order of the legend', async () => {
    await openGroups('&clock=event:grokked&band=se&center=mean&hide=10&legend=20&legend=5&legend=1&legend=0')
    const legend = (on: Page) =>
      on
        .locator('aside[aria-label="Groups"] li[data-group]')
        .evaluateAll((all) => all.map((one) => one.getAttribute('data-group')))
    const order = await legend(page)
    await expectSame('section[aria-label="Accuracy"] [data-testid="badge"]:not(:empty)')
    expect(order.slice(-4)).toEqual(['20', '5', '1', '0'])
  })

  it('shows what can be read of it, and says what cannot', async () => {
    await openGroups('&band=wide&center=mean&zoom=9~2&fit=cubic')
    const faults = page.getByTestId('address-faults')
    expect(await faults.innerText()).toContain('band: expected one of range, quartiles, sd, se, bootstrap, got ‘wide’')
    expect(await faults.innerText()).toContain('fit: expected one of')
    expect(await page.getByLabel(/^Center/).inputValue()).toBe('mean')
    expect(await page.getByLabel(/^Band/).inputValue()).toBe('range')
    await faults.getByRole('button', { name: 'Dismiss' }).click()
    expect(await faults.count()).toBe(0)
    for (const path of ['/?status=odd&order=9&columns=%5C', `/runs/${RUN}?at=x&open=cellar&size=loss.huge&log=7`]) {
      await page.goto(`${hub.url}${path}`)
      await faults.waitFor()
      expect(await page.getByRole('alert').count()).toBe(0)
    }
  })
})

describe('a view', () => {
  const dialog = () => page.getByRole('dialog', { name: 'Views' })
  const rows = () => dialog().locator('li[data-view]')
  async function openViews() {
    await page.getByRole('button', { name: 'Views…' }).click()
    await dialog().waitFor()
  }

  it('is saved under a name, and opened by everybody: from the menu, by its address, from the palette', async () => {
    await openGroups('&band=quartiles&clock=event:grokked')
    await openViews()
    await dialog().getByLabel('What is seen now, as').fill('Onset, by decay')
    await dialog().getByRole('button', { name: 'Save', exact: true }).click()
    await page.getByTestId('removed-bar').getByText('Saved the view Onset, by decay').waitFor()

    await using other = await opened()
    await other.page.goto(`${hub.url}/views/${encodeURIComponent('Onset, by decay')}`)
    await other.page.waitForURL((url) => url.pathname === '/compare')
    expect([param('band', other.page), param('clock', other.page)]).toEqual(['quartiles', 'event:grokked'])
    await other.page.locator('section[aria-label="Accuracy"] [data-testid="badge"]:not(:empty)').waitFor()
    expect(await other.page.getByTestId('off-clock').count()).toBe(1)

    await openRuns()
    await openViews()
    await rows().getByRole('link', { name: 'Onset, by decay' }).click()
    await said('band', 'quartiles')
    await page.goBack()
    await page.locator('[role="row"][data-run]').first().waitFor()
    await page.keyboard.press('Control+k')
    await page.getByRole('combobox', { name: 'A run, a page, an action' }).fill('onset')
    await page.getByRole('option', { name: 'View: Onset, by decay' }).click()
    await said('clock', 'event:grokked')
  })

  it('of a run is what its saver saw, in a browser that keeps other panels, too', async () => {
    await openRun('?at=60')
    await openViews()
    await dialog().getByLabel('What is seen now, as').fill('Step 60')
    await dialog().getByRole('button', { name: 'Save', exact: true }).click()
    await page.getByTestId('removed-bar').getByText('Saved the view Step 60').waitFor()
    await page.evaluate(() => localStorage.setItem('phasescope-panels grok-mlp-small', 'hide=weight-norm'))
    await openRun()
    await said('hide', 'weight-norm')
    await page.goto(`${hub.url}/views/${encodeURIComponent('Step 60')}`)
    await said('at', '60')
    await page.locator('[data-panel="weight-norm"]').waitFor()
    expect(param('hide')).toBeNull()
    await page.evaluate(() => localStorage.clear())
  })

  it('is renamed and removed, and comes back by undo', async () => {
    await openRuns()
    await openViews()
    await dialog().getByRole('button', { name: 'Rename Step 60' }).click()
    await dialog().getByLabel('Name of the view').fill('Minute')
    await dialog().getByLabel('Name of the view').press('Enter')
    await dialog().getByRole('button', { name: 'Remove Minute' }).click()
    await expect.poll(() => rows().count()).toBe(1)
    await dialog().getByRole('button', { name: 'Close' }).click()
    await page.getByTestId('removed-bar').getByRole('button', { name: 'Undo' }).click()
    await openViews()
    await expect
      .poll(() => rows().allInnerTexts())
      .toEqual([expect.stringMatching(/^Minute/), expect.stringMatching(/^Onset/)])
    await dialog().getByLabel('What is seen now, as').fill('Minute')
    await dialog().getByRole('button', { name: 'Replace' }).waitFor()
    await dialog().getByRole('button', { name: 'Close' }).click()
  })

  it('that is not there says so, and which there are; a page that may look only opens them and changes none', async () => {
    await page.goto(`${hub.url}/views/Step%2060`)
    await page.getByRole('heading', { name: 'There is no view ‘Step 60’' }).waitFor()
    await page.getByRole('link', { name: 'Minute' }).click()
    await said('at', '60')
    await using looking = await opened()
    await looking.page.goto(hub.url)
    await looking.page.getByRole('button', { name: 'Views…' }).click()
    await looking.page.getByRole('link', { name: 'Minute' }).waitFor()
    expect(await looking.page.getByRole('button', { name: 'Remove Minute' }).count()).toBe(0)
    expect(await looking.page.getByRole('button', { name: 'Save', exact: true }).isDisabled()).toBe(true)
  })
})

it('never threw in the page', () => expect(browser.errors).toEqual([]))
