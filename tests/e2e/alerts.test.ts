import type { BrowserContext, Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Mark, Report } from '#src/vocabulary/index.ts'
import { temporaryFolder } from '../phasescope.ts'
import { served, type Served } from '../served.ts'
import { declaration, measuredReport, scalarColumn } from '../src/store/reports.ts'
import { liveRun, type LiveRun } from './live-run.ts'
import { opened, type Opened } from './opened.ts'
import { transitionMark } from './transitions.ts'

/** Desktop notifications of the events of a run, asked for on its page, in a browser that has the last word. */
const data = temporaryFolder()
let hub: Served
let browser: Opened
let run: LiveRun

/** The notifications that a page has made; they are the browser's own, and are made as well. */
const RECORDING = `
  window.shownAlerts = []
  const Own = window.Notification
  window.Notification = class extends Own {
    constructor(title, options) {
      super(title, options)
      window.shownAlerts.push({ title, ...options })
    }
  }
`
type Shown = { readonly title: string; readonly body: string }

beforeAll(async () => {
  hub = await served(data.path)
  browser = await opened()
  run = await liveRun(hub, 'live', { name: 'Addition', steps: 1_000 })
  await run.report(
    ...[
      { type: 'declared', series: declaration('norm') } as const,
      measuredReport(scalarColumn('norm', [0, 100], [1, 2])),
    ],
    marked({ by: 'grokked', step: 50, label: 'Before', about: 'It was there when the page came' }),
    marked(transitionMark('d', 'old', 'Plateau', 60)),
  )
})
afterAll(async () => {
  run?.leave()
  await browser?.[Symbol.asyncDispose]()
  await hub?.kill()
  data[Symbol.dispose]()
})

const marked = (mark: Mark): Report => ({ type: 'marked', mark })
const shown = (page: Page) => page.evaluate(() => (window as unknown as { shownAlerts: Shown[] }).shownAlerts)

async function newPage(granted: boolean): Promise<{ context: BrowserContext; page: Page }> {
  const context = await browser.page.context().browser()!.newContext()
  const page = await context.newPage()
  if (granted) await context.grantPermissions(['notifications'], { origin: hub.url })
  else await denyNotifications(page)
  await page.addInitScript(RECORDING)
  return { context, page }
}
/** As somebody does in the settings of a browser. */
async function denyNotifications(page: Page): Promise<void> {
  const session = await page.context().newCDPSession(page)
  const { targetInfo } = await session.send('Target.getTargetInfo')
  const permission = { permission: { name: 'notifications' }, setting: 'denied', origin: hub.url } as const
  await session.send('Browser.setPermission', { ...permission, ...(targetInfo.browserContextId !== undefined && { browserContextId: targetInfo.browserContextId }) }) // prettier-ignore
}
async function open(page: Page): Promise<void> {
  await page.goto(`${hub.url}/runs/live`)
  await page.locator('[data-testid="badge"]:not(:empty)').first().waitFor()
}

it('where the browser denies them, the page says so, and asks for nothing by itself', async () => {
  const { context, page } = await newPage(false)
  await open(page)
  expect(await page.evaluate(() => Notification.permission)).toBe('denied')
  await page.getByRole('button', { name: 'Notify' }).press('Enter')
  await page.getByTestId('alerts-why').getByText('This browser denies notifications to this page').waitFor()
  expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Notify')
  expect(await page.getByRole('button', { name: 'Notify' }).getAttribute('aria-pressed')).toBe('false')
  await run.report(marked({ by: 'grokked', step: 70, label: 'Denied', about: '' }))
  await page.getByRole('button', { name: 'Details' }).click()
  await page.getByText('Denied step 70').waitFor()
  expect(await shown(page)).toEqual([])
  await context.close()
})

it('each event that comes is shown, also behind another page, and none that was there before', async () => {
  const { context, page } = await newPage(true)
  await open(page)
  await page.getByRole('button', { name: 'Notify' }).click()
  await page.getByRole('button', { name: 'Notifies' }).waitFor()
  const other = await context.newPage()
  await other.goto('about:blank')
  await other.bringToFront()
  await run.report(marked({ by: 'grokked', step: 80, label: 'Grokked', about: 'Test accuracy passes 0.95' }))
  await expect.poll(() => shown(page)).toMatchObject([{ title: 'Grokked at step 80', body: 'Addition: Test accuracy passes 0.95' }]) // prettier-ignore
  // What comes in the seconds after it is gathered; what is said anew of a transition is no event.
  await run.report(
    marked(transitionMark('d', 'old', 'Plateau', 61, { end: 90 })),
    ...[91, 92, 93].map((step) => marked(transitionMark('loss-spike', String(step), 'Loss spike', step))),
    marked({ by: 'breakpoint stop', step: 95, label: 'Stop here', about: 'Breakpoint' }),
  )
  await expect
    .poll(async () => (await shown(page)).slice(1))
    .toMatchObject([{ title: '4 events to step 95', body: 'Addition: 3 × Loss spike, Stop here' }])

  // Asked for once, it holds for the next page; and what came meanwhile is no news there.
  const next = await context.newPage()
  await next.addInitScript(RECORDING)
  await open(next)
  await next.getByRole('button', { name: 'Notifies' }).waitFor()
  await run.report(marked({ by: 'grokked', step: 99, label: 'Next', about: 'It comes' }))
  await expect.poll(async () => (await shown(next)).map(({ title }) => title)).toEqual(['Next at step 99'])
  await next.getByRole('button', { name: 'Notifies' }).click()
  await next.getByRole('button', { name: 'Notify' }).waitFor()
  await run.report(marked({ by: 'grokked', step: 100, label: 'Unasked', about: '' }))
  await next.getByRole('button', { name: 'Details' }).click()
  await next.getByText('Unasked step 100').waitFor()
  expect(await shown(next)).toHaveLength(1)
  await context.close()
})

it('a comparison tells of each of the runs that it shows', async () => {
  const { context, page } = await newPage(true)
  const other = await liveRun(hub, 'other', { name: 'Parity', steps: 1_000 })
  await other.report({ type: 'declared', series: declaration('norm') }, measuredReport(scalarColumn('norm', [0, 100], [1, 2]))) // prettier-ignore
  await page.goto(`${hub.url}/compare?runs=live,other`)
  await page.getByRole('button', { name: 'Notify' }).click()
  await page.getByRole('button', { name: 'Notifies' }).waitFor()
  await run.report(marked({ by: 'grokked', step: 110, label: 'Grokked', about: 'First' }))
  await other.report(marked({ by: 'grokked', step: 120, label: 'Grokked', about: 'Second' }))
  await expect
    .poll(async () => (await shown(page)).map(({ title, body }) => [title, body]).toSorted())
    .toEqual([
      ['Grokked at step 110', 'Addition: First'],
      ['Grokked at step 120', 'Parity: Second'],
    ])
  await page.getByRole('button', { name: 'Notifies' }).click()
  await page.getByRole('button', { name: 'Notify' }).waitFor()
  await other.report(marked({ by: 'grokked', step: 130, label: 'Unasked', about: '' }))
  await page.getByText('unasked').waitFor()
  expect(await shown(page)).toHaveLength(2)
  other.leave()
  await context.close()
})
