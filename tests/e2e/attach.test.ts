import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { start, temporaryFolder, type Running } from '../phasescope.ts'
import { served, type Served } from '../served.ts'
import { opened, type Opened } from './opened.ts'

/** An idea in the middle of a run: a probe is attached from its page, its past fills in, and the run is steered. */
const data = temporaryFolder()
let hub: Served
let trainer: Running
let browser: Opened
let page: Page
let run: string

beforeAll(async () => {
  browser = await opened()
  page = browser.page
  hub = await served(data.path)
  const small = ['--set', 'modulus=23', '--set', 'width=64', '--seed', '5', '--steps', '1000000']
  trainer = start(['train', 'grok-mlp-small', ...small, '--hub', hub.url, '--data', data.path, '--json'])
  await trainer.says(/"step":100[,}]/)
  run = await hub.firstRun()
  await browser.enter(hub)
  await page.goto(`${hub.url}/runs/${run}`)
})

afterAll(async () => {
  await browser?.[Symbol.asyncDispose]()
  trainer?.child.kill('SIGKILL')
  await hub?.kill()
  data[Symbol.dispose]()
})

describe('a probe that is attached in the middle of a run', () => {
  it('tells what it costs this run before it is attached', async () => {
    await page.getByRole('button', { name: /^Probes/ }).click()
    await page.getByLabel('Search probes').fill('stable rank')
    await page.locator('[data-probe="stable-rank"] .name').click()
    await expect.poll(async () => Number(await page.getByTestId('trial').getAttribute('data-ms'))).toBeGreaterThan(0)
    expect(await page.getByTestId('trial').textContent()).toMatch(/ms a measurement.*ms a step, .*% of the step/s)
  })

  it('has its curve from step 0 on, with the past marked as filled in by replay', async () => {
    await page.getByLabel('Steps between measurements').fill('10')
    await page.getByRole('button', { name: 'Attach Stable rank', exact: true }).click()
    const attachedAt = await factStep('attached', 'stable-rank')
    expect(attachedAt).toBeGreaterThan(0)
    await page.getByText(/^Attached at step [\d,]+/).waitFor()
    await browser.picture('attach-filling')
    // While the run waits, its replay has the machine to itself.
    await pause()
    await page.getByText(/^Steps 0 – [\d,]+ backfilled by replay$/).waitFor()
    await page.getByRole('button', { name: 'Resume', exact: true }).click()
    const steps = await stepsUpTo(attachedAt, 'stable-rank/w1')
    expect(steps).toEqual(Array.from({ length: Math.floor(attachedAt / 10) + 1 }, (_, i) => 10 * i))
    const panel = page.locator('section[aria-label="Stable rank"]')
    await panel.scrollIntoViewIfNeeded()
    await panel.getByText(/backfilled by replay/).waitFor()
    await browser.picture('attach-filled')
  })

  it('measures at another cadence from the step on at which it was retuned', async () => {
    await page.getByLabel('Steps between measurements').fill('5')
    await page.getByRole('button', { name: 'Retune' }).click()
    await page.getByText(/^Retuned at step [\d,]+/).waitFor()
    // The step at which it was retuned had been observed before.
    const from = (Math.floor((await factStep('retuned', 'stable-rank')) / 5) + 1) * 5
    await expect.poll(() => lastStep('stable-rank/w1')).toBeGreaterThan(from + 20)
    const steps = await stepsUpTo(from + 20, 'stable-rank/w1')
    expect(steps.filter((step) => step >= from)).toEqual([from, from + 5, from + 10, from + 15, from + 20])
    await page.keyboard.press('Escape')
  })
})

describe('a detector', () => {
  it('stands in the catalogue with its options, and watches again as soon as it is attached again', async () => {
    await page.getByRole('button', { name: /^Probes/ }).click()
    await page.getByLabel('Search probes').fill('grokked detector')
    const entry = page.locator('[data-probe="grokked"]')
    await entry.getByText('detector', { exact: true }).waitFor()
    await entry.locator('.name').click()
    await entry.getByText('every point of its series').waitFor()
    await entry.getByText('events: marks of the run').waitFor()
    expect(await entry.getByLabel('Steps between measurements').count()).toBe(0)
    await page.getByRole('button', { name: 'Detach Grokked', exact: true }).click()
    await entry.getByText(/^Detached at step [\d,]+/).waitFor()
    await entry.getByLabel('threshold').fill('0.9')
    await browser.picture('attach-detector')
    await page.getByRole('button', { name: 'Attach Grokked', exact: true }).click()
    await entry.getByText(/It has seen what its series were from step 0 on/).waitFor()
    expect(await attachedWith('grokked')).toMatchObject({ threshold: 0.9, test: 'test-accuracy' })
    await page.keyboard.press('Escape')
  })
})

describe('a run that is steered from its page', () => {
  it('is told another learning rate, within its range, and shows it', async () => {
    await page.getByRole('button', { name: 'Details' }).click()
    await page.locator('[data-setting="rate"]').click()
    await page.getByLabel('rate', { exact: true }).fill('-1')
    await page.keyboard.press('Enter')
    await page.getByText(/^rate: expected a number from 0 to/).waitFor()
    await page.getByLabel('rate', { exact: true }).fill('0.0001')
    await page.keyboard.press('Enter')
    await expect.poll(() => page.locator('[data-setting="rate"]').textContent()).toBe('0.0001')
    await page.getByTestId('timeline').getByText('rate = 0.0001').waitFor()
  })

  it('stands at the step up to which it was to run, and goes on by single steps', async () => {
    // A run that goes on may be beyond the goal before the browser has typed it.
    await pause()
    const goal = (await step()) + 400
    await page.getByRole('button', { name: 'Until…' }).click()
    await page.getByLabel('Run until step').fill(String(goal))
    await page.keyboard.press('Enter')
    await expect.poll(step).toBe(goal)
    await isPaused()
    await page.keyboard.press('.')
    await expect.poll(step).toBe(goal + 1)
  })

  it('says under which character a condition goes wrong, and waits for one that does not', async () => {
    await page.keyboard.press('b')
    await page.getByLabel('When').fill('step > > 3')
    expect(await page.getByTestId('caret').getAttribute('data-offset')).toBe('7')
    const at = (await step()) + 50
    await page.getByLabel('When').fill(`step >= ${at}`)
    await page.getByLabel('then').fill('mark "enough", pause')
    await page.keyboard.press('Enter')
    await page.locator('[data-breakpoint="b1"]').waitFor()
    await page.getByRole('button', { name: 'Resume', exact: true }).click()
    await page.getByTestId('fired').getByText('held at').waitFor()
    await expect.poll(step).toBe(at)
    await browser.picture('breakpoint')
    await page.keyboard.press('Escape')
  })

  it('is looked at as it was at a step that is typed, and that the address keeps', async () => {
    await page.getByLabel('at step').fill('100')
    await page.keyboard.press('Enter')
    await expect.poll(() => new URL(page.url()).searchParams.get('at')).toBe('100')
    const shown = () => page.locator('[data-series="train-loss"]').first().getAttribute('data-value')
    const [then] = await valuesAt('train-loss', 100)
    await expect.poll(async () => Number(await shown())).toBe(then)
    await page.getByRole('button', { name: 'Latest' }).click()
    await expect.poll(() => new URL(page.url()).searchParams.get('at')).toBeNull()
  })

  it('never threw in the page', () => expect(browser.thrown).toEqual([]))
})

async function step(): Promise<number> {
  return Number(await page.getByTestId('step').getAttribute('data-step'))
}

async function pause(): Promise<void> {
  await page.getByRole('button', { name: 'Pause', exact: true }).click()
  await isPaused()
}

const isPaused = () => page.locator('[data-testid="status"][data-status="paused"]').waitFor()

/** The step of the last fact of a kind about a probe, once there is one. */
async function factStep(type: 'attached' | 'retuned', probe: string): Promise<number> {
  let at: number | undefined
  await expect
    .poll(async () => {
      const { facts } = await hub.view(run)
      const steps = facts.flatMap(({ report }) => (report.type === type && report.probe === probe ? [report.step] : []))
      at = steps.at(-1)
      return at
    })
    .toBeDefined()
  return at!
}

/** The options with which a probe was attached last. */
async function attachedWith(probe: string) {
  const { facts } = await hub.view(run)
  return facts
    .flatMap(({ report }) => (report.type === 'attached' && report.probe === probe ? [report.options] : []))
    .at(-1)
}

const stepsUpTo = async (to: number, series: string) => (await hub.points(run, series, `to=${to}&points=20000`)).steps
const lastStep = async (series: string) => (await hub.points(run, series, 'points=1')).steps.at(-1) ?? -1
const valuesAt = async (series: string, at: number) =>
  (await hub.points(run, series, `from=${at}&to=${at}&points=1`)).values
