import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { experimentText } from '#src/cli/new/texts.ts'
import { temporaryFolder } from '../phasescope.ts'
import { served, type Served } from '../served.ts'
import { axeFinds } from './axe.ts'
import { opened, type Opened } from './opened.ts'

/** The page from which experiments are launched: a form of what an experiment declares, and how far each sweep is. */
const data = temporaryFolder()
const own = temporaryFolder()
let hub: Served
let browser: Opened
let page: Page

beforeAll(async () => {
  writeFileSync(join(own.path, 'of-mine.ts'), experimentText('of-mine', 'Of mine'))
  writeFileSync(join(own.path, 'broken.ts'), '\n\nexport default {')
  hub = await served(data.path, { args: ['--experiments', own.path] })
  browser = await opened()
  page = browser.page
})
afterAll(async () => {
  for (const { id } of await sweeps()) await post(`/api/sweeps/${id}/cancel`)
  await browser?.[Symbol.asyncDispose]()
  await hub?.kill()
  data[Symbol.dispose]()
  own[Symbol.dispose]()
})

async function sweeps(): Promise<{ id: string }[]> {
  return (await (await fetch(`${hub.url}/api/sweeps`)).json()) as { id: string }[]
}
const post = (path: string) =>
  fetch(hub.url + path, { method: 'POST', headers: { authorization: `Bearer ${hub.token}` } })
const start = () => page.locator('form button[type=submit]')
const forecast = () => page.getByTestId('forecast')
const standingOf = (name: string) =>
  page.locator('li[data-sweep]', { has: page.getByRole('link', { name, exact: true }) }).getByTestId('standing')

async function form(fields: Readonly<Record<string, string>>): Promise<void> {
  await page.goto(`${hub.url}/launch?experiment=grok-mlp-small`)
  for (const [label, text] of Object.entries(fields)) await page.locator('form').getByLabel(label).fill(text)
}

it('shows what could be launched to who may only look, and launches nothing', async () => {
  await form({ Seeds: '3' })
  await expect.poll(() => forecast().textContent()).toMatch(/3 runs/)
  expect(await start().isDisabled()).toBe(true)
  expect(await start().getAttribute('title')).toMatch(/View only/)
})

it('has the settings of the experiment with their bounds, and says what is wrong where it is', async () => {
  await browser.enter(hub)
  await page.goto(`${hub.url}/launch`)
  await page.getByLabel('Experiment').selectOption('grok-mlp-small')
  await expect.poll(() => new URL(page.url()).searchParams.get('experiment')).toBe('grok-mlp-small')
  expect(await page.getByLabel('weightDecay').inputValue()).toBe('5')
  expect(await page.locator('[data-parameter=operation] input:checked').count()).toBe(1)
  await page.getByLabel('weightDecay').fill('0, -1')
  await page.getByText(/weightDecay: expected a number from 0/).waitFor()
  expect(await start().isDisabled()).toBe(true)
  // What only the hub can judge it judges.
  await page.getByLabel('weightDecay').fill('0,log:0:1:3')
  await expect.poll(() => forecast().textContent()).toMatch(/log:FROM:TO:COUNT between two numbers above 0/)
  expect(await start().isDisabled()).toBe(true)
  expect(await axeFinds(page)).toEqual([])
})

it('tells how many runs it would be, makes them, and leads to them', async () => {
  await form({ weightDecay: '0, 1', width: '32', modulus: '23', Seeds: '2', Steps: '30', Name: 'decay' })
  await page.locator('[data-parameter=operation]').getByLabel('multiply').check()
  await expect.poll(() => forecast().textContent()).toMatch(/8 runs of 30 steps/)
  await page.locator('[data-parameter=operation]').getByLabel('multiply').uncheck()
  await expect.poll(() => forecast().textContent()).toMatch(/4 runs of 30 steps.*decay weightDecay=0 seed=0/)
  await page.getByRole('button', { name: 'Start 4 runs' }).click()
  const compared = async () => `/compare?where=${encodeURIComponent(`group = "${(await sweeps())[0]!.id}"`)}`
  expect(await page.getByRole('link', { name: 'Watch its runs' }).getAttribute('href')).toBe(await compared())
  await expect.poll(() => standingOf('decay').textContent()).toBe('4 of 4 · complete')
  await expect.poll(() => forecast().textContent()).toMatch(/is there already/)
  await page.locator('form').getByLabel('Steps').fill('31')
  await expect.poll(() => forecast().textContent()).toMatch(/4 runs of 31 steps,.*at the pace of the last one/s)
  const [sweep] = await sweeps()
  const made = (await hub.runs()).map(({ run }) => ({ name: run.name, group: run.group, of: run.parameters.width }))
  expect(made.sort((a, b) => (a.name < b.name ? -1 : 1))).toEqual(
    ['0 seed=0', '0 seed=1', '1 seed=0', '1 seed=1'].map((settings) => ({
      name: `decay weightDecay=${settings}`,
      group: sweep!.id,
      of: 32,
    })),
  )
  expect(await page.getByRole('link', { name: 'decay', exact: true }).getAttribute('href')).toBe(await compared())
})

it('offers the experiments of a folder, and says of a file that cannot be used where it is wrong', async () => {
  await page.goto(`${hub.url}/launch?experiment=of-mine`)
  const faults = page.getByRole('list', { name: 'Files that cannot be used' })
  await expect.poll(() => faults.textContent()).toMatch(/broken\.ts:3:17: '}' expected/)
  await page.locator('form').getByLabel('Steps').fill('5')
  await page.locator('form').getByLabel('Name').fill('from a file')
  await browser.picture('launch-own')
  await start().click()
  await expect.poll(() => standingOf('from a file').textContent()).toBe('1 of 1 · complete')
  await page.getByRole('link', { name: 'Watch its run', exact: true }).click()
  await expect.poll(() => page.locator('[data-run]').count()).toBe(1)
  await page.locator('[data-run]', { hasText: 'from a file' }).waitFor()
})

it('ends a sweep, goes on with it, and reruns what was stopped', async () => {
  await form({ Steps: '1000000', Seeds: '2', Name: 'endless' })
  await page.getByRole('button', { name: 'Start 2 runs' }).click()
  await expect.poll(() => standingOf('endless').textContent()).toBe('0 of 2 · going on, 1 running')
  await browser.picture('launch')
  await page.getByRole('button', { name: 'Cancel' }).click()
  await expect.poll(() => standingOf('endless').textContent()).toBe('0 of 2 · cancelled, 1 stopped')
  await page.getByRole('button', { name: 'Rerun failed' }).click()
  await expect.poll(() => standingOf('endless').textContent()).toBe('0 of 2 · going on, 1 running')
  await page.getByRole('button', { name: 'Cancel' }).click()
  await expect.poll(() => standingOf('endless').textContent()).toBe('0 of 2 · cancelled, 1 stopped')
  expect(await axeFinds(page)).toEqual([])
  expect(browser.thrown).toEqual([])
})

it('draws the figure of an experiment while its runs are made', async () => {
  await page.goto(`${hub.url}/launch?experiment=hopfield`)
  const figure = page.locator('[data-figure=hopfield]')
  await figure.getByText('0 of 120 runs').waitFor()
  expect(await figure.locator('svg circle').count()).toBe(0)
  await figure.getByRole('button', { name: 'Draw the figure' }).click()
  // Theory first, and a dot as soon as a run has ended.
  await figure.locator('[role=img] circle').nth(1).waitFor()
  expect(await figure.getByTestId('figure-standing').textContent()).toMatch(/[1-9]\d* of 120 runs · going on/)
  await figure.getByRole('button', { name: 'Show overlap m over load α, by neurons as a table' }).click()
  expect(await figure.getByRole('columnheader').allTextContents()).toEqual(
    ['what', 'neurons', 'load', 'overlap m', 'low', 'high', 'runs', 'theory', 'residual'], // prettier-ignore
  )
  await browser.picture('launch-figure')
  await page.getByRole('button', { name: 'Cancel' }).click()
  await figure.getByText(/of 120 runs · cancelled/).waitFor()
  await figure.getByRole('button', { name: /Make the other 1?\d\d runs/ }).waitFor()
  expect(await axeFinds(page)).toEqual([])
  expect(browser.thrown).toEqual([])
})

it('fits a phone', async () => {
  await page.setViewportSize({ width: 360, height: 740 })
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360)
  await browser.picture('launch-phone')
  expect(await axeFinds(page)).toEqual([])
})
