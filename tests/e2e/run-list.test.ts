import { io } from 'socket.io-client'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Report } from '#src/vocabulary/index.ts'
import { bytesFromReports } from '#src/wire/reports.ts'
import { greetingOf } from '../greeting.ts'
import { temporaryFolder } from '../phasescope.ts'
import { served, type Served } from '../served.ts'
import { enveloped, measuredReport, runOf, scalarColumn, startedReport } from '../src/store/reports.ts'
import { opened, type Opened } from './opened.ts'

/** A list of more runs than are asked for at once, looked at with and without the right to control. */
const RUNS = 120
const data = temporaryFolder()
let hub: Served
let browser: Opened
let page: Page
let goesOn: { disconnect(): unknown }

const ROWS = '[role="row"][data-run]'
const idOf = (i: number) => `run-${String(i).padStart(3, '0')}`
const ended = { type: 'ended', how: 'completed', step: 1, msPerStep: 1, weights: 'sha256:0', why: null } as const

beforeAll(async () => {
  hub = await served(data.path)
  await Promise.all(Array.from({ length: RUNS }, (_, i) => report(idOf(i), [startOf(i), ended])))
  // Nobody declares what it measures, and it has not ended.
  goesOn = await report(
    'goes-on',
    [startedReport('goes-on'), measuredReport(scalarColumn('mine/a', [0, 1], [5, 6]))],
    true,
  )
  browser = await opened()
  page = browser.page
})

afterAll(async () => {
  goesOn?.disconnect()
  await browser?.[Symbol.asyncDispose]()
  await hub?.kill()
  data[Symbol.dispose]()
})

function startOf(i: number): Report {
  const run = { ...runOf(idOf(i), 1_700_000_000_000 + i), parameters: { modulus: i } }
  return { type: 'started', run, probes: [], detectors: [] }
}

async function report(run: string, reports: readonly Report[], stays = false) {
  const socket = io(`${hub.url}/trainer`, { transports: ['websocket'], forceNew: true, auth: { token: hub.token } })
  await socket.emitWithAck('hello', greetingOf(run))
  expect(await socket.emitWithAck('reports', bytesFromReports(enveloped(run, 0, reports)))).toMatchObject({ ok: true })
  if (!stays) socket.disconnect()
  return socket
}

const rows = () => page.locator(ROWS).evaluateAll((all) => all.map((row) => row.getAttribute('data-run')))

it('may look, and is told how it gets control', async () => {
  await page.goto(hub.url)
  await page.locator(ROWS).first().waitFor()
  expect(await page.getByTestId('view-only').textContent()).toMatch(/phasescope open/)
  await page.getByLabel('More about goes-on').click()
  expect(await page.getByRole('menuitem', { name: 'Remove' }).isDisabled()).toBe(true)
  await page.goto(`${hub.url}/runs/goes-on`)
  await page.getByTestId('view-only').waitFor()
  expect(await page.getByRole('button', { name: /^(Pause|Stop|Fork)/ }).count()).toBe(0)
  await browser.picture('view-only')
})

it('lists those that run first, asks for others as they come into view, and keeps in the address what is looked for', async () => {
  await browser.enter(hub)
  await page.goto(hub.url)
  await page.getByText('121 runs').waitFor()
  expect((await rows()).slice(0, 3)).toEqual(['goes-on', idOf(119), idOf(118)])
  expect(await rows()).not.toContain(idOf(60))
  await page.getByRole('grid').evaluate((grid) => (grid.scrollTop = grid.scrollHeight / 2))
  await expect.poll(rows).toContain(idOf(60))
  await page.getByRole('grid').evaluate((grid) => (grid.scrollTop = grid.scrollHeight))
  await expect.poll(rows).toContain(idOf(0))
  expect(await rows()).not.toContain(idOf(119))
  await page.getByLabel('Filter runs').fill('modulus=11 completed')
  await page.getByText('11 runs').waitFor()
  await expect.poll(() => new URL(page.url()).searchParams.get('q')).toBe('modulus=11 completed')
  await page.reload()
  await page.getByText('11 runs').waitFor()
  await page.getByLabel('Status').selectOption('failed')
  await page.getByText(/No run matches/).waitFor()
})

it('removes a run and takes it back, and refuses one that goes on', async () => {
  await page.goto(hub.url)
  await page.getByLabel('More about run-119').click()
  await page.getByRole('menuitem', { name: 'Remove' }).click()
  await page.getByText('120 runs').waitFor()
  await browser.picture('removed')
  await page.getByTestId('removed-bar').getByRole('button', { name: 'Undo' }).click()
  await page.getByText('121 runs').waitFor()
  await page.getByLabel('More about goes-on').click()
  expect(await page.getByRole('menuitem', { name: 'Remove' }).getAttribute('title')).toMatch(/stop it first/)
})

it('removes a run on its own page, and finds it among those that were removed', async () => {
  await page.goto(`${hub.url}/runs/${idOf(7)}`)
  await page.getByLabel(`More about ${idOf(7)}`).click()
  await page.getByRole('button', { name: 'Remove' }).click()
  await page.getByTestId('removed-bar').waitFor()
  await page.getByLabel('Status').selectOption('removed')
  await expect.poll(rows).toEqual([idOf(7)])
  await page.getByLabel(`More about ${idOf(7)}`).click()
  await page.getByRole('menuitem', { name: 'Restore' }).click()
  await page.getByText('No run was removed').waitFor()
})

it('draws a series that nobody declared, and nothing on any page threw', async () => {
  await page.goto(`${hub.url}/runs/goes-on`)
  await page.locator('section[aria-label="mine"] [data-value="6"]').waitFor()
  expect(browser.thrown).toEqual([])
})
