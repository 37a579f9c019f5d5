import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { cardOf } from '#probes/define.ts'
import { probes } from '#probes/index.ts'
import { temporaryFolder } from '../phasescope.ts'
import { served, type Served } from '../served.ts'
import { axeFinds } from './axe.ts'
import { loggedSeries } from '../src/store/foreign-runs.ts'
import { measuredReport, scalarColumn } from '../src/store/reports.ts'
import { foreignWriter, type ForeignWriter } from './foreign-writer.ts'
import { opened, type Opened } from './opened.ts'

/** A run that another program logs, from its first value to its end, on its page. */
const data = temporaryFolder()
let hub: Served
let browser: Opened
let page: Page
let script: ForeignWriter

beforeAll(async () => {
  hub = await served(data.path)
  browser = await opened()
  page = browser.page
  await browser.enter(hub)
  script = await foreignWriter(hub, 'gpt-1', { name: 'Tiny GPT', parameters: { 'optimizer/lr': 0.1, layers: 4 } })
})
afterAll(async () => {
  script?.leave()
  await browser?.[Symbol.asyncDispose]()
  await hub?.kill()
  data[Symbol.dispose]()
})

const panels = () =>
  page.locator('[data-panel]').evaluateAll((all) => all.map((one) => (one as HTMLElement).dataset.panel))
const badge = (key: string) => page.locator(`[data-panel="${key}"] [data-testid="badge"]`)
const button = (name: string) => page.getByRole('button', { name, exact: true })
const sections = () =>
  page.getByTestId('section').evaluateAll((all) => all.map((one) => one.textContent!.replace(/\s+/g, ' ').trim()))

it('each key has a panel as soon as it is logged, those of one prefix together', async () => {
  await script.log({ loss: 3, 'train/loss': 3, 'train/acc': 0.1, 'grad, 1/norm': 7 }, 0)
  await page.goto(`${hub.url}/runs/gpt-1`)
  await expect.poll(panels).toEqual(['loss', 'train/loss', 'train/acc', 'grad, 1/norm'])
  await script.log({ 'val/loss': 4, 'train/lr': 0.1, loss: 2 }, 1)
  await expect.poll(panels).toEqual(['loss', 'train/loss', 'train/acc', 'train/lr', 'grad, 1/norm', 'val/loss'])
  expect(await sections()).toEqual(['▾ Logged 1', '▾ train 3', '▾ grad, 1 1', '▾ val 1'])
  await page.getByRole('button', { name: 'train 3' }).click()
  await expect.poll(panels).toEqual(['loss', 'grad, 1/norm', 'val/loss'])
  await page.getByRole('button', { name: 'train 3' }).click()
  await expect.poll(async () => (await panels()).length).toBe(6)
})

it('late, repeated and earlier steps are on the chart as they are stored, also after it is loaded again', async () => {
  await script.log({ loss: 1 }, 10)
  await script.log({ loss: 1.5 }, 5)
  await script.log({ loss: 1.7 }, 5)
  await script.log({ loss: 0.5 }, 10)
  // Steps 0, 1, 5, 5, 10, 10.
  await expect.poll(() => badge('loss').textContent()).toContain('6 points')
  await page.reload()
  await expect.poll(() => badge('loss').textContent()).toContain('6 points')
  const { steps, values } = await hub.points('gpt-1', 'loss')
  expect([steps, values]).toEqual([
    [0, 1, 5, 5, 10, 10],
    [3, 2, 1.5, 1.7, 1, 0.5],
  ])
})

describe('its page', () => {
  it('says who logged it, and what holds and what does not', async () => {
    const note = page.getByTestId('foreign')
    expect(await note.locator('summary').textContent()).toContain('torch 2.9.1, logged by python 0.1.0')
    await note.locator('summary').click()
    const text = await note.textContent()
    expect(text).toContain('There is no replay, no fork and no resuming here')
    expect(text).toContain('the same seed need not give the same bits')
    expect(text).toContain('which phasescope observe FOLDER measures')
    expect(text).toContain('Its program reports only, and takes no commands')
    await note.locator('summary').click()
  })

  it('offers nothing that its program does not obey, and what it obeys once it says so', async () => {
    for (const name of ['Pause', 'Checkpoint', 'Stop…', 'Fork…', 'Until…', 'Resume'])
      expect(await button(name).count(), name).toBe(0)
    for (const name of [/^Probes/, /^Breakpoints/, /^Costs/])
      expect(await page.getByRole('button', { name }).count()).toBe(0)
    await script.accept(['pause', 'resume', 'stop', 'set'])
    await button('Pause').waitFor()
    expect(await button('Checkpoint').count()).toBe(0)
    await button('Pause').click()
    await expect.poll(() => script.commands).toEqual([{ type: 'pause' }])
    await button('Resume').waitFor()
    await button('Resume').click()
    await button('Pause').waitFor()
  })

  it('shows its config and summary as they come, and a rate that can be set', async () => {
    await script.report({
      ...{ type: 'described', step: 10, parameters: { rate: 0.1, 'batch size': 32 }, summary: { 'best/acc': 0.75 } },
      settable: [
        { key: 'rate', about: 'of the optimizer', settable: true, type: 'number', default: 0.1, min: 0, max: 1 },
      ],
      steps: 40,
    })
    await button('Details').click()
    await expect.poll(() => page.getByTestId('summary-values').textContent()).toMatch(/best\/acc\s*0\.75/)
    expect(await page.locator('header').first().textContent()).toMatch(/project\s*nanogpt[\s\S]*batch size\s*32/)
    await expect.poll(() => page.getByTestId('step').textContent()).toMatch(/10 of 40/)
    await page.locator('button[data-setting="rate"]').click()
    await page.locator('[data-setting="rate"] input').fill('0.01')
    await button('Set').click()
    await expect.poll(() => page.locator('button[data-setting="rate"]').textContent()).toBe('0.01')
    expect(script.commands.at(-1)).toEqual({ type: 'set', key: 'rate', value: 0.01 })
    await button('Details').click()
  })

  it('lets probes be attached that a process beside its program offers', async () => {
    const card = cardOf(probes.find(({ id }) => id === 'weight-norm')!)
    const beside = await foreignWriter(hub, 'gpt-1', {}, 'observe')
    await beside.report({ type: 'offered', probe: card, file: '', step: 10 })
    await script.accept(['pause', 'resume', 'stop', 'set', 'attach', 'detach'])
    await page.getByRole('button', { name: /^Probes/ }).click()
    await page.getByRole('button', { name: 'Attach Weight norm' }).click()
    await expect.poll(() => script.commands.at(-1)).toEqual({ type: 'attach', probe: 'weight-norm' })
    const series = { ...card, name: 'weight-norm/total', probe: 'weight-norm', part: 'total', kind: 'scalar' } as const
    const { group, unit } = card
    await beside.report({
      type: 'declared',
      series: { name: series.name, probe: series.probe, part: series.part, kind: 'scalar', group, unit, scale: 'log', range: null }, // prettier-ignore
    })
    await beside.log({}, 10)
    await expect.poll(panels).toContain('weight-norm')
    await page.keyboard.press('Escape')
    beside.leave()
  })

  it('is read by whoever does not see it, in either theme and on a phone', async () => {
    for (const scheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme: scheme, reducedMotion: 'reduce' })
      expect(await axeFinds(page), scheme).toEqual([])
    }
    await page.emulateMedia({ colorScheme: 'light' })
    await page.setViewportSize({ width: 360, height: 800 })
    const overflow = await page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    )
    expect(overflow).toBeLessThanOrEqual(0)
    await page.setViewportSize({ width: 1440, height: 1000 })
  })
})

it('every rank of a key is in its panel, which stands beside what probes measure under its name', async () => {
  const rank = await foreignWriter(hub, 'gpt-4', { name: 'Parallel' })
  await rank.log({ loss: 3 }, 0)
  const other = await foreignWriter(hub, 'gpt-4', {}, 'rank-1')
  const beside = await foreignWriter(hub, 'gpt-4', {}, 'observe')
  await other.report(
    { type: 'declared', series: { ...loggedSeries('loss/rank-1'), probe: 'loss', part: 'rank-1' } },
    measuredReport(scalarColumn('loss/rank-1', [0], [4])),
  )
  const card = cardOf(probes.find(({ id }) => id === 'train-loss')!)
  await beside.report(
    { type: 'offered', probe: card, file: '', step: 0 },
    { type: 'declared', series: { ...loggedSeries('train-loss'), scale: 'log' } },
    measuredReport(scalarColumn('train-loss', [0], [2])),
  )
  await page.goto(`${hub.url}/runs/gpt-4`)
  await expect.poll(panels).toEqual(['loss', 'loss, measured'])
  await expect.poll(() => badge('loss').textContent()).toBe('all 2 points')
  await expect.poll(() => badge('loss, measured').textContent()).toBe('1 point')
  const legend = page.locator('[data-panel="loss"] .legend').first()
  expect(await legend.textContent()).toMatch(/rank-0[\s\S]*rank-1/)
  for (const one of [rank, other, beside]) one.leave()
})

it('small panels of several sections share the width of their row, up to half of it each', async () => {
  const few = await foreignWriter(hub, 'gpt-5', { name: 'Few' })
  await few.log({ 'train/loss': 3, 'test/accuracy': 0.5 }, 0)
  await page.goto(`${hub.url}/runs/gpt-5`)
  await expect.poll(panels).toEqual(['train/loss', 'test/accuracy'])
  const shares = () =>
    page.locator('[data-panel]').evaluateAll((all) => {
      const room = document.querySelector('.sections')!.clientWidth
      return all.map((one) => Math.round((one.clientWidth / room) * 10) / 10)
    })
  for (const width of [1280, 1920, 2560]) {
    await page.setViewportSize({ width, height: 1000 })
    await expect.poll(shares, { message: `${width} pixels` }).toEqual([0.5, 0.5])
  }
  await page.setViewportSize({ width: 360, height: 1000 })
  await expect.poll(shares).toEqual([1, 1])
  await page.setViewportSize({ width: 1440, height: 1000 })
  few.leave()
})

it('the table finds it by what it said, and shows its project and no end that nobody planned', async () => {
  const other = await foreignWriter(hub, 'gpt-2', { name: 'Other GPT', parameters: { 'optimizer/lr': 0.9 } })
  await other.log({ 'train/loss': 1 }, 3)
  const q = encodeURIComponent('summary("best/acc") > 0.5 and optimizer/lr < 0.5')
  await page.goto(`${hub.url}/?q=${q}`)
  await page.getByRole('link', { name: 'Tiny GPT' }).waitFor()
  expect(await page.getByRole('link', { name: 'Other GPT' }).count()).toBe(0)
  await page.goto(hub.url)
  const row = page.getByRole('row').filter({ hasText: 'Other GPT' })
  await row.waitFor()
  expect(await row.textContent()).toContain('nanogpt')
  expect(await row.textContent()).not.toMatch(/seed|3 \/ 0/)
  other.leave()
})

it('a run that failed says with what, where one looks first', async () => {
  const failing = await foreignWriter(hub, 'gpt-3', { name: 'Failing' })
  await failing.log({ loss: NaN }, 7)
  const why = 'Traceback (most recent call last):\n  File "train.py", line 12\nRuntimeError: CUDA out of memory'
  await failing.report({ type: 'ended', how: 'failed', step: 7, msPerStep: 0, weights: '', why })
  failing.leave()
  await page.goto(`${hub.url}/runs/gpt-3`)
  const failure = page.getByTestId('failure')
  await failure.waitFor()
  expect(await failure.textContent()).toMatch(/Failed at step 7[\s\S]*CUDA out of memory/)
  expect(browser.errors).toEqual([])
})
