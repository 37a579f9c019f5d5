import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { temporaryFolder } from '../phasescope.ts'
import { served, type Served } from '../served.ts'
import { opened, type Opened } from './opened.ts'
import { curve, storeRuns } from './stored-run.ts'

/** Runs with more layers than a legend that lays them side by side has room for. */
const data = temporaryFolder()
let hub: Served
let browser: Opened

const LAYERS = Array.from({ length: 10 }, (_, i) => `w${i + 1}`)
const runOf = (id: string) => ({
  id,
  run: { name: `the run ${id}` },
  curves: LAYERS.map((part, i) =>
    curve(`weight-norm/${part}`, 20, (step) => step + i, { probe: 'weight-norm', part, group: 'norms' }),
  ),
})

beforeAll(async () => {
  storeRuns(data.path, [runOf('a'), runOf('b')])
  hub = await served(data.path)
  browser = await opened()
})

afterAll(async () => {
  await browser?.[Symbol.asyncDispose]()
  await hub?.kill()
  data[Symbol.dispose]()
})

describe.each([360, 1440])('the legend of many layers of two runs, %i px wide', (width) => {
  const panel = () => browser.page.locator('section[aria-label="weight-norm"]')
  const last = () => panel().locator('[data-series="a weight-norm/w10"]')
  /** How far something reaches over the right edge of its panel. */
  const beyond = async (what: ReturnType<typeof panel>) => {
    const [inner, outer] = [(await what.boundingBox())!, (await panel().boundingBox())!]
    return inner.x + inner.width - outer.x - outer.width
  }

  beforeAll(async () => {
    await browser.page.setViewportSize({ width, height: 1000 })
    await browser.page.goto(`${hub.url}/compare?runs=a,b`)
    await panel().locator('[data-series="b weight-norm/w10"][data-value="29"]').waitFor()
  })

  test('stays within its panel', async () => {
    expect(await beyond(panel().getByRole('group', { name: 'Values' }))).toBeLessThan(0)
  })

  test('can be moved to its last value, beside the names of the runs', async () => {
    expect(await beyond(last())).toBeGreaterThan(0)
    await last().scrollIntoViewIfNeeded()
    expect(await beyond(last())).toBeLessThan(0)
    const [name, outer] = [(await panel().getByText('the run a').boundingBox())!, (await panel().boundingBox())!]
    expect(name.x).toBeGreaterThan(outer.x)
  })
})
