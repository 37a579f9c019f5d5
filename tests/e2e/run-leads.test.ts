import { afterAll, beforeAll, expect, it } from 'vitest'
import { openStore } from '#src/store/index.ts'
import { temporaryFolder } from '../phasescope.ts'
import { served, type Served } from '../served.ts'
import { keep } from '../src/store/contract.ts'
import { enveloped } from '../src/store/reports.ts'
import { reportsOf } from '../src/store/studied.ts'
import { opened, type Opened } from './opened.ts'

/** Six stored runs in which one series jumps before the event and another after it; the event is a transition with an interval. */
const data = temporaryFolder()
let hub: Served
let browser: Opened
const steps = Array.from({ length: 120 }, (_, i) => i)

beforeAll(async () => {
  const store = await openStore(data.path)
  for (const seed of [0, 1, 2, 3, 4, 5]) {
    const jump = (at: number) => ({ steps, values: steps.map((step) => (step < at + seed ? Math.sin(step) : 30)) })
    const series = { 'early-norm': jump(30), 'near-norm': jump(52), 'late-norm': jump(80) }
    const reports = reportsOf({ id: `run-${seed}`, seed, series, startedAt: 9000 - seed })
    const transition = { series: 'late-norm', key: 'generalization', onset: { low: 48, high: 56, level: 0.9 }, end: 70, before: 0, after: 1, seenAt: 60, score: 2 } // prettier-ignore
    const mark = { by: 'grokking', step: 50 + seed, label: 'Generalization', about: '', transition }
    await keep(store, [...reports, ...enveloped(`run-${seed}`, reports.length, [{ type: 'marked', mark }])])
  }
  await store.close()
  hub = await served(data.path)
  browser = await opened()
})
afterAll(async () => {
  await browser?.[Symbol.asyncDispose]()
  await hub?.kill()
  data[Symbol.dispose]()
})

it('says of one run who moved first, with intervals, against an event or the onset of a series', async () => {
  const { page } = browser
  await page.goto(`${hub.url}/runs/run-2`)
  const transitions = page.getByRole('region', { name: 'Transitions' })
  await transitions.getByRole('button', { name: '1 transition' }).click()
  await transitions.getByRole('button', { name: 'What moved first' }).click()
  const rows = page.getByTestId('run-leads').locator('tr[data-series]')
  await rows.first().waitFor()
  expect(await rows.locator('td, th').allInnerTexts()).toEqual([
    ...['early-norm', '32 [32 – 32]', '−20', 'the series'],
    ...['near-norm', '54 [54 – 54]', '+2', 'not clear'],
    ...['late-norm', '82 [82 – 82]', '+30', 'the event'],
  ])
  await rows.first().getByRole('button').click()
  await expect.poll(() => new URL(page.url()).search).toContain('32')
  await browser.picture('run-leads')
})

it('says of many runs in how many each leads, how sure that is, which comes before which, and which order holds', async () => {
  const { page, errors } = browser
  await page.goto(`${hub.url}/compare?where=${encodeURIComponent('seed >= 0')}&clock=event:Generalization`)
  const region = page.getByRole('region', { name: 'What moves first' })
  await region.scrollIntoViewIfNeeded()
  const row = region.locator('tr[data-series="early-norm"] td')
  await row.first().waitFor()
  expect((await row.allInnerTexts()).slice(0, 4)).toEqual(['−20', '−20 … −20', '6 of 6', '0.0938'])
  expect(await region.innerText()).toContain('In 6 of 6 runs, at least 80 %, all of this order holds: early-norm → Generalization → near-norm → late-norm') // prettier-ignore
  const pairs = region.getByRole('group', { name: 'Which comes before which' })
  expect(await pairs.locator('tbody tr').nth(0).locator('td').allInnerTexts()).toEqual(['', '100 %', '100 %', '100 %'])
  await pairs.scrollIntoViewIfNeeded()
  await browser.picture('compare-leads')
  expect(errors).toEqual([])
})
