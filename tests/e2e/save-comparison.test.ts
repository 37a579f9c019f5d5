import { parquetReadObjects } from 'hyparquet'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { openSqlite } from '#src/store/sqlite/sqlite.ts'
import { phasescope, temporaryFolder } from '../phasescope.ts'
import { served, type Served } from '../served.ts'
import { reportsOf } from '../src/store/studied.ts'
import { axeFinds } from './axe.ts'
import { opened, type Opened } from './opened.ts'
import { fileSavedBy, readSvg, savedChart, type SavedFile } from './saved-file.ts'
import { storeStudy } from './study.ts'

/** What leaves the page of a comparison: its charts, its numbers, and one file that replays it without a network. */
const data = temporaryFolder()
const odd = temporaryFolder()
let hub: Served
let browser: Opened
let ids: string[]
const STUDY = { decays: [0, 1, 5], seeds: 3, steps: 60 }
const HOSTILE = '</script><img src=x onerror=alert(1)>\u2028"\'&'

beforeAll(async () => {
  ids = storeStudy(data.path, STUDY)
  const store = openSqlite(odd.path)
  for (const seed of [0, 1])
    store.ingest(
      reportsOf({
        ...{ id: `r-${seed}`, seed, parameters: { [HOSTILE]: seed === 0 ? HOSTILE : 'plain' } },
        series: { 'train-loss': { steps: [0, 1, 2], values: [seed, NaN, seed + 2] } },
      }),
    )
  store.close()
  hub = await served(data.path)
  browser = await opened()
  await page().goto(`${hub.url}/compare?runs=${ids.join(',')}`)
  await page().locator('section[aria-label="Accuracy"] [data-testid="badge"]:not(:empty)').waitFor()
})

afterAll(async () => {
  await browser?.[Symbol.asyncDispose]()
  await hub?.kill()
  data[Symbol.dispose]()
  odd[Symbol.dispose]()
})

const page = () => browser.page
const rowsOf = (text: string) => text.trimEnd().split('\n').map((line) => line.split(',')) // prettier-ignore
const savedAs = (format: string): Promise<SavedFile> =>
  fileSavedBy(page(), async () => {
    await page().getByRole('button', { name: 'Save comparison' }).click()
    await page().getByRole('group', { name: 'Save comparison as' }).getByRole('button', { name: format }).click()
  })
const median = (values: readonly number[]) => values.toSorted((a, b) => a - b)[values.length >> 1]!
/** The medians of three runs at each step, as the store has their points. */
async function medianOf(decay: number, series: string): Promise<number[]> {
  const runs = ids.filter((id) => id.startsWith(`decay-${decay}-`))
  const all = await Promise.all(runs.map(async (id) => (await hub.points(id, series)).values))
  return all[0]!.map((_, i) => median(all.map((values) => values[i]!)))
}

describe('a chart of groups', () => {
  test('is an SVG with its ranges, a legend of its groups, and how it was computed', async () => {
    const { text } = await savedChart(page(), 'weight-norm', 'SVG')
    const svg = await readSvg(page(), text)
    expect(svg.panels).toHaveLength(1)
    expect(svg.panels[0]!.x).toEqual([0, STUDY.steps])
    for (const said of ['weightDecay', '0', '1', '5', 'step', 'weight-norm']) expect(svg.texts).toContain(said)
    expect(svg.desc).toContain('median, min – max of 9 runs')
  })

  test('is a CSV of its groups and runs', async () => {
    const [head, ...rows] = rowsOf((await savedChart(page(), 'weight-norm', 'CSV')).text)
    expect(head).toEqual(['series', 'weightDecay', 'x', 'n', 'center', 'low', 'high', 'run', 'value'])
    const of = rows.filter((row) => row[1] === '5' && row[7] === '')
    expect(of.map((row) => Number(row[4]))).toEqual(await medianOf(5, 'weight-norm'))
    expect(rows.filter((row) => row[7] !== '')).toHaveLength(9 * (STUDY.steps + 1))
  })

  test('of effects has the runs in which it never came, open', async () => {
    await page().getByRole('region', { name: 'Effects' }).scrollIntoViewIfNeeded()
    await page().getByRole('button', { name: 'Save Effects', exact: true }).waitFor()
    const { text } = await savedChart(page(), 'Effects', 'SVG')
    const svg = await readSvg(page(), text)
    expect(svg.texts).toContain('it never came: later than its last step')
    expect(text.match(/<circle[^>]* r="2" fill="none"/g)!.length).toBeGreaterThanOrEqual(3)
    const [head, ...rows] = rowsOf((await savedChart(page(), 'Effects', 'CSV')).text)
    expect(head![0]).toBe('run')
    expect(rows).toHaveLength(9)
  })
})

describe('a comparison', () => {
  test('is a CSV of every scalar, without the groups that are hidden', async () => {
    const { name, text } = await savedAs('CSV')
    expect(name).toBe('comparison.csv')
    const [, ...rows] = rowsOf(text)
    expect(new Set(rows.map((row) => row[0]))).toEqual(
      new Set(['train-accuracy', 'test-accuracy', 'train-loss', 'test-loss', 'weight-norm', 'elapsed']),
    )
    const of = rows.filter((row) => row[0] === 'test-loss' && row[1] === '1' && row[7] === '')
    expect(of.map((row) => Number(row[4]))).toEqual(await medianOf(1, 'test-loss'))
  })

  test('is a Parquet file with the same rows', async () => {
    const { text } = await savedAs('CSV')
    const { name, bytes } = await savedAs('Parquet')
    expect(name).toBe('comparison.parquet')
    const file = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer
    const rows = await parquetReadObjects({ file })
    const [head, ...lines] = rowsOf(text)
    expect(rows.map((row) => head!.map((column) => String(row[column] ?? '')))).toEqual(lines)
  })

  test('is an HTML file that replays with the network off', async () => {
    const { name, bytes } = await savedAs('HTML')
    expect(name).toBe('comparison.html')
    const path = join(data.path, name)
    writeFileSync(path, bytes)
    await replays(path, ['0', '1', '5'], 6)
  })
})

test('the command line writes the same, and a hostile name stays a name', async () => {
  const path = join(odd.path, 'comparison.html')
  const { code } = await phasescope([
    ...['figure', '--y', 'train-loss', '--color', JSON.stringify(HOSTILE), '--members', '-o', path],
    ...['--data', odd.path],
  ])
  expect(code).toBe(0)
  const text = readFileSync(path, 'utf8')
  expect(text).not.toContain('<img')
  expect(text.match(/<\/script>/g)).toHaveLength(2)
  await using visitor = await opened()
  await visitor.page.goto(pathToFileURL(path).href)
  await visitor.page.locator('figure svg').waitFor()
  expect(await visitor.page.locator('[data-group]').getAttribute('data-group')).toBe(HOSTILE)
  expect(await visitor.page.locator('h1').innerText()).toContain('</script><img src=x onerror=alert(1)>')
  expect(await visitor.page.locator('img').count()).toBe(0)
  expect(visitor.errors).toEqual([])
})

/** Opens a file with the network off, and looks whether it draws, tells, hides and replays. */
async function replays(path: string, groups: readonly string[], panels: number): Promise<void> {
  await using visitor = await opened()
  const { page: file } = visitor
  await file.context().setOffline(true)
  const asked: string[] = []
  file.on('request', (request) => asked.push(request.url()))
  await file.goto(pathToFileURL(path).href)
  await file.locator('.panels figure svg path').first().waitFor({ state: 'attached' })
  expect(await file.locator('.panels figure').count()).toBe(panels)
  expect(await file.locator('#note').innerText()).toContain('the median over the runs of each weightDecay (n = 3)')
  const names = file.locator('[data-group]')
  expect(await names.evaluateAll((all) => all.map((one) => one.getAttribute('data-group')))).toEqual(groups)

  const bands = () => file.locator('figure[aria-label="weight-norm"] path[fill-opacity]').count()
  expect(await bands()).toBe(3)
  await names.nth(1).click()
  await file.mouse.move(0, 0)
  expect(await bands()).toBe(1)
  await names.nth(1).click()
  await names.nth(2).click({ modifiers: ['Alt'] })
  await file.mouse.move(0, 0)
  expect(await bands()).toBe(2)
  await file.getByRole('button', { name: 'Show all' }).click()
  expect(await bands()).toBe(3)

  // Half of the way: what is drawn ends there.
  const widest = () => widestIn(file, 'weight-norm')
  const whole = await widest()
  await file.getByRole('slider').fill('500')
  expect((await widest()) / whole).toBeCloseTo(0.5, 1)
  expect(await file.locator('output').innerText()).toBe('step 30')
  await file.getByRole('button', { name: 'Replay' }).click()
  await expect.poll(() => file.getByRole('slider').inputValue()).toBe('1000')
  expect(await widest()).toBe(whole)

  const box = (await file.locator('figure[aria-label="weight-norm"] svg').boundingBox())!
  await file.mouse.move(box.x + box.width * 0.5, box.y + box.height * 0.5)
  await expect.poll(() => file.locator('figure[aria-label="weight-norm"] figcaption').innerText()).toMatch(/^step \d+ · .+: [\d.]+$/) // prettier-ignore
  await file.mouse.move(0, 0)

  const ground = () => file.locator('figure rect').first().getAttribute('fill')
  const before = await ground()
  expect(await axeFinds(file)).toEqual([])
  await file.getByRole('button', { name: 'Light or dark' }).click()
  expect(await ground()).not.toBe(before)
  expect(await axeFinds(file)).toEqual([])
  await visitor.picture('comparison-offline')
  expect(asked).toEqual([pathToFileURL(path).href])
  expect(visitor.errors).toEqual([])
}

/** How far a band of a panel reaches to the right of its beginning. */
function widestIn(file: Page, title: string): Promise<number> {
  return file
    .locator(`figure[aria-label="${title}"] path[fill-opacity]`)
    .evaluateAll((all) => Math.max(...all.map((path) => (path as SVGPathElement).getBBox().width)))
}
