import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { RunId } from '#src/vocabulary/index.ts'
import { start, temporaryFolder, type Running } from '../phasescope.ts'
import { served, type Served } from '../served.ts'
import { axeFinds } from './axe.ts'
import { opened, type Opened } from './opened.ts'

/** What an experiment claims of a run, seen on its page: each claim with what was measured, and its verdict as it turns. */
const data = temporaryFolder()
const env = { PHASESCOPE_DATA: data.path }
let hub: Served
let browser: Opened
let page: Page
let trainer: Running
let run: RunId

beforeAll(async () => {
  hub = await served(data.path)
  browser = await opened()
  page = browser.page
  // It has memorized then, and not generalized: half of what is claimed is decided.
  const until = ['--break', 'test-accuracy >= 0.6 => pause']
  trainer = start(['train', 'grok-mlp-small', '--seed', '0', '--json', ...until], env)
  run = await hub.firstRun()
})
afterAll(async () => {
  trainer?.child.kill('SIGKILL')
  await browser?.[Symbol.asyncDispose]()
  await hub?.kill()
  data[Symbol.dispose]()
})

const claims = () => page.getByTestId('claims')
const claim = (id: string) => claims().locator('li', { has: page.getByText(id, { exact: true }) })
const verdicts = () =>
  claims()
    .locator('li')
    .evaluateAll((all) =>
      Object.fromEntries(all.map((one) => [one.querySelector('.id')?.textContent, one.dataset.verdict])),
    )

describe('what is claimed of a run', () => {
  it('is decided as soon as it can be, and open until then', async () => {
    await browser.enter(hub)
    await page.goto(`${hub.url}/runs/${run}`)
    await expect.poll(verdicts).toEqual({
      memorized: 'holds',
      'half-generalized': 'holds',
      generalized: 'open',
      'weights-grow': 'open',
    })
    await expect.poll(() => claim('memorized').textContent()).toMatch(/holds\s+memorized\s+2\d in 20 … 35/)
    expect(await claim('generalized').textContent()).toMatch(/open\s+generalized\s+… in 45 … 80/)
    expect(await claims().textContent()).toContain('2 of 4 claims hold')
    expect(await claim('generalized').getAttribute('title')).toContain('test-accuracy is not at least 0.99 up to step')
    // A claim leads to the step that it was read from.
    await claim('memorized').getByRole('button').click()
    await expect.poll(() => page.getByTestId('pin').getAttribute('data-at')).toMatch(/^2\d$/)
    await page.keyboard.press('l')
    await browser.picture('claims-open')
  })

  it('turns before one’s eyes while the run goes on', async () => {
    await page.getByRole('button', { name: 'Resume' }).click()
    await expect.poll(() => claims().textContent()).toContain('4 of 4 claims hold')
    expect(Object.values(await verdicts())).toEqual(['holds', 'holds', 'holds', 'holds'])
    expect((await trainer.ended).code).toBe(0)
  })

  it('is told in whole, with where its band comes from, in words that a screen reader finds', async () => {
    await claims().getByRole('button', { name: '4 of 4 claims hold' }).click()
    const row = claims().locator('tr', { hasText: 'Test accuracy passes 0.99 at step 45 to 80' })
    expect(await row.textContent()).toMatch(
      /holds.*at step [4-8]\d.*45 … 80.*first step with test-accuracy ≥ 0.99.*JAX/s,
    )
    expect(await axeFinds(page)).toEqual([])
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.emulateMedia({ colorScheme })
      await browser.picture(`claims-${colorScheme}`)
    }
    expect(browser.errors).toEqual([])
  })

  it('is nothing of a run that somebody trains otherwise', async () => {
    const other = start(['train', 'grok-mlp-small', '--set', 'modulus=11', '--steps', '20', '--json'], env)
    expect((await other.ended).code).toBe(0)
    const [newest] = await hub.atLeast(2)
    await page.goto(`${hub.url}/runs/${newest!.run.id}`)
    await page.locator('[data-testid="badge"]', { hasText: 'points' }).first().waitFor()
    expect(await claims().count()).toBe(0)
  })
})
