import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { every } from '#src/vocabulary/index.ts'
import { start, temporaryFolder, type Running } from '../phasescope.ts'
import { served, type Served } from '../served.ts'
import { writeStep } from '../src/cli/observe/snapshot-files.ts'
import { foreignWriter, type ForeignWriter } from './foreign-writer.ts'
import { opened, type Opened } from './opened.ts'

/** A training of another framework writes snapshots, `observe` measures them beside it, and its page attaches a probe. */
const data = temporaryFolder()
const net = join(data.path, 'net')
let hub: Served
let browser: Opened
let page: Page
let script: ForeignWriter
let observing: Running

beforeAll(async () => {
  hub = await served(data.path)
  script = await foreignWriter(hub, 'net', { name: 'Foreign net' })
  await script.log({ loss: 1 }, 1)
  await script.accept(['attach', 'detach'])
  for (const step of [0, 1]) writeStep(net, step)
  writeFileSync(join(net, 'run.json'), JSON.stringify({ run: 'net', hub: hub.url, data: data.path }))
  const probes = ['weight-norm', 'train-loss'].flatMap((id) => ['--probe', id])
  observing = start(['observe', net, '--data', data.path, ...probes])
  browser = await opened()
  page = browser.page
  await browser.enter(hub)
})
afterAll(async () => {
  observing?.child.kill('SIGKILL')
  script?.leave()
  await browser?.[Symbol.asyncDispose]()
  await hub?.kill()
  data[Symbol.dispose]()
})

const badge = (panel: string) => page.locator(`[data-panel="${panel}"] [data-testid="badge"]`)

it('its page counts what is measured beside it, and says so of each where it cannot be detached', async () => {
  await page.goto(`${hub.url}/runs/net`)
  await page.getByRole('button', { name: /^Probes 2 of \d+/ }).click()
  await page.getByLabel('Search probes').fill('weight norm')
  const entry = page.locator('[data-probe="weight-norm"]')
  await entry.getByText('measured by observe').waitFor()
  expect(await entry.getByRole('button', { name: /Attach|Detach/ }).count()).toBe(0)
  await browser.picture('observed')
})

it('a probe that is attached there is measured on the past and on what comes, and its points come on the page', async () => {
  await page.getByLabel('Search probes').fill('stable rank')
  await page.getByRole('button', { name: 'Attach Stable rank', exact: true }).click()
  await expect.poll(() => script.commands).toMatchObject([{ type: 'attach', probe: 'stable-rank' }])
  // As a client does that obeys: it leaves word for whoever observes, and says that it is so.
  const attached = { probe: 'stable-rank', cadence: every(1), options: {} }
  writeFileSync(join(net, 'asked.json'), JSON.stringify([attached]))
  await script.report({ type: 'attached', step: 1, ...attached })
  await page.keyboard.press('Escape')
  await page.getByRole('button', { name: /^Probes 3 of/ }).waitFor()
  // Of three layers at two steps, and then at three.
  await page.locator('[data-panel="stable-rank"]').scrollIntoViewIfNeeded()
  await expect.poll(() => badge('stable-rank').textContent()).toBe('all 6 points')
  writeStep(net, 2)
  await expect.poll(() => badge('stable-rank').textContent()).toBe('all 9 points')
  expect(browser.errors).toEqual([])
})
