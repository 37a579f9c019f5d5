import { afterAll, beforeAll, expect, it } from 'vitest'
import { temporaryFolder } from '../phasescope.ts'
import { served, type Served } from '../served.ts'
import { opened, type Opened } from '../e2e/opened.ts'
import { curve, storeRuns } from '../e2e/stored-run.ts'

/** What one tab holds after it has shown many runs, each opened from the list and left again. */
const data = temporaryFolder()
let hub: Served
let browser: Opened

const RUNS = 30
const PANELS = 12
/** What is held of the last few runs is there by then. */
const SETTLED = 8
const idOf = (i: number) => `run-${String(i).padStart(2, '0')}`

beforeAll(async () => {
  const curves = Array.from({ length: PANELS }, (_, k) =>
    curve(`probe-${k}`, 1_900, (step) => Math.sin(step / (k + 2)), { group: 'norms' }),
  )
  storeRuns(
    data.path,
    Array.from({ length: RUNS }, (_, i) => ({ id: idOf(i), curves })),
  )
  hub = await served(data.path)
  browser = await opened({ alone: true })
})
afterAll(async () => {
  await browser?.[Symbol.asyncDispose]()
  await hub?.kill()
  data[Symbol.dispose]()
})

it('thirty runs later it holds hardly more than after eight', async () => {
  const { page } = browser
  const devtools = await page.context().newCDPSession(page)
  const heapMb = async () => {
    for (let i = 0; i < 3; i++) await devtools.send('HeapProfiler.collectGarbage')
    const {
      usedSize,
      embedderHeapUsedSize = 0,
      backingStorageSize = 0,
    } = (await devtools.send('Runtime.getHeapUsage')) as Record<'usedSize', number> &
      Partial<Record<'embedderHeapUsedSize' | 'backingStorageSize', number>>
    return (usedSize + embedderHeapUsedSize + backingStorageSize) / 1e6
  }
  /** In the page, as whoever clicks does: a load anew would let go of everything by itself. */
  const go = (path: string) =>
    page.evaluate((to) => {
      const link = document.createElement('a')
      link.href = to
      document.body.append(link)
      link.click()
      link.remove()
    }, path)

  await page.goto(`${hub.url}/`)
  const heaps: number[] = []
  for (let i = 0; i < RUNS; i++) {
    await go(`/runs/${idOf(i)}`)
    await page.locator('[data-testid="badge"]:not(:empty)').first().waitFor()
    for (let k = 0; k < PANELS; k++) await page.locator(`section[aria-label="probe-${k}"]`).scrollIntoViewIfNeeded()
    await page.locator(`section[aria-label="probe-${PANELS - 1}"] [data-testid="badge"]:not(:empty)`).waitFor()
    await go('/')
    await page.getByRole('heading', { name: 'Runs', exact: true }).waitFor()
    heaps.push(await heapMb())
  }
  const grown = heaps.at(-1)! - heaps[SETTLED]!
  // The curves of one run alone are PANELS × 1,900 points of at least three numbers.
  expect(grown / (RUNS - SETTLED)).toBeLessThan(0.15)
})
