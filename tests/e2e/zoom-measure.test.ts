import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { newestRun, rowsOf } from '../chaos/killed.ts'
import { linesOf, phasescope, start, temporaryFolder, type Running } from '../phasescope.ts'
import { served, type Served } from '../served.ts'
import { inked } from './drawn.ts'
import { opened, type Opened } from './opened.ts'

/** Zooming into steps that were measured sparsely has a replay measure each of them, in a run that goes on and in one that has ended. */
const data = temporaryFolder()
const env = { PHASESCOPE_DATA: data.path }
const SMALL = ['grok-mlp-small', '--set', 'modulus=23', '--set', 'width=64', '--seed', '3', '--json']
const STEPS = 120
let hub: Served
let trainer: Running
let browser: Opened
let page: Page
let dense: string[]
const runs: Record<'ended' | 'paused', string> = { ended: '', paused: '' }

beforeAll(async () => {
  const trained = async (probe: string) => {
    const { stdout } = await phasescope(['train', ...SMALL, '--steps', String(STEPS), '--probe', probe], env)
    return linesOf(stdout).at(-1)?.run ?? ''
  }
  const every = await trained('weight-norm@1')
  runs.ended = await trained('weight-norm@10')
  hub = await served(data.path)
  dense = await rowsOf(every, env, 'weight-norm/**')
  const probes = ['--probe', 'weight-norm@10', '--break', `step = ${STEPS}`]
  trainer = start(['train', ...SMALL, '--steps', '100000', ...probes, '--hub', hub.url, '--data', data.path])
  browser = await opened()
  page = browser.page
  await browser.enter(hub)
  await trainer.says(new RegExp(`"step":${STEPS}[,}]`))
  runs.paused = newestRun(env)
})
afterAll(async () => {
  await browser?.[Symbol.asyncDispose]()
  trainer?.child.kill('SIGKILL')
  await hub?.kill()
  data[Symbol.dispose]()
})

const stepOf = (row: string) => Number(row.split(',')[1])
/** What is there where every tenth step was measured, and each of these stretches as a whole. */
const expected = (...stretches: [number, number][]) =>
  dense.filter((row) => {
    const step = stepOf(row)
    return !(step >= 0) || step % 10 === 0 || stretches.some(([from, to]) => step >= from && step <= to)
  })
const norms = (run: string) => rowsOf(run, env, 'weight-norm/**')

/** Only this panel is shown, so that it alone is on the screen. */
async function openNorm(run: string, zoom: string): Promise<void> {
  const { series } = (await (await page.request.get(`${hub.url}/api/runs/${run}`)).json()) as {
    series: { probe: string; group: string }[]
  }
  const others = new Set(series.map(({ probe, group }) => (['loss', 'accuracy'].includes(group) ? group : probe)))
  others.delete('weight-norm')
  others.add('singular-values:spectrum')
  await page.goto(`${hub.url}/runs/${run}?zoom=${zoom}&hide=${[...others].join(',')}`)
  await page.locator('section[aria-label="Weight norm"] [data-testid="badge"]:not(:empty)').waitFor()
}

/** How much of the foot of the plot is drawn upon, where dots mark what was filled in. */
async function dots(): Promise<number> {
  const height = await page.locator('section[aria-label="Weight norm"] .u-over').evaluate((plot) => plot.clientHeight)
  return (await inked(page, 'Weight norm', 'var(--ink-2)')).filter(({ y }) => y > height - 6 && y < height - 1).length
}

describe.each(['ended', 'paused'] as const)('a run that is %s', (kind) => {
  it('is asked for each step of the stretch, which is there, equal to the bit, drawn, and marked', async () => {
    const run = runs[kind]
    await openNorm(run, '42~58')
    expect(await dots()).toBe(0)
    await page.getByRole('button', { name: 'Measure every step' }).click()
    await page.locator('section[aria-label="Weight norm"]').getByText('steps 42 – 58 filled in by replay').waitFor()
    await expect.poll(() => norms(run)).toEqual(expected([42, 58]))
    // Nothing is missing any more, so nothing is offered.
    await expect.poll(() => page.getByRole('button', { name: 'Measure every step' }).count()).toBe(0)
    await expect.poll(dots).toBeGreaterThan(20)
    await browser.picture(`zoom-measure-${kind}`)
    // The legend reads a step that was not there before.
    const plot = page.locator('section[aria-label="Weight norm"] .u-over')
    const box = (await plot.boundingBox())!
    await page.mouse.move(box.x + (box.width * (47.4 - 42)) / 16, box.y + 50)
    const total = dense.find((row) => row.startsWith('weight-norm/total,47,'))!.split(',')[3]
    await expect
      .poll(() => page.locator('[data-series="weight-norm/total"]').getAttribute('data-value'))
      .toBe(String(Number(total)))
  })

  it('measures by itself what is zoomed into next, once that was switched on', async () => {
    await openNorm(runs[kind], '71~76')
    const always = page.getByRole('checkbox', { name: 'always' })
    if (kind === 'ended') await always.check()
    else expect(await always.isChecked()).toBe(true)
    await expect.poll(() => norms(runs[kind])).toEqual(expected([42, 58], [71, 76]))
    await page.locator('section[aria-label="Weight norm"]').getByText('filled in by replay').waitFor()
  })
})

describe('a panel', () => {
  it('opens the card of what it shows by its title', async () => {
    await openNorm(runs.ended, '0~120')
    await page.getByRole('button', { name: 'Weight norm', exact: true }).click()
    const entry = page.locator('[data-probe="weight-norm"]')
    await entry
      .getByText(/cadence/)
      .first()
      .waitFor()
    expect(await entry.locator('.name').getAttribute('aria-expanded')).toBe('true')
    await expect.poll(() => entry.evaluate((one) => one.getBoundingClientRect().top)).toBeLessThan(400)
    await page.keyboard.press('Escape')
  })

  it('comes into view when its probe is attached from the page, also where it had been hidden', async () => {
    await page.setViewportSize({ width: 1280, height: 700 })
    await page.goto(`${hub.url}/runs/${runs.paused}?hide=gini`)
    await page.locator('[data-testid="badge"]:not(:empty)').first().waitFor()
    await page.keyboard.press('p')
    await page.getByLabel('Search probes').fill('Gini')
    await page.getByRole('button', { name: 'Attach Gini coefficient', exact: true }).click()
    const panel = page.locator('section[aria-label="Gini coefficient"].panel')
    await panel.waitFor()
    const isInView = () =>
      panel.evaluate((one) => {
        const { top, bottom } = one.getBoundingClientRect()
        return top >= 0 && bottom <= innerHeight
      })
    await expect.poll(isInView).toBe(true)
    await page.waitForURL((url) => !url.searchParams.has('hide'))
  })
})

it('never threw in the page', () => expect(browser.thrown).toEqual([]))
