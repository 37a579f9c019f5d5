import type { Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { Mark, Report } from '#src/vocabulary/index.ts'
import { temporaryFolder } from '../phasescope.ts'
import { served, type Served } from '../served.ts'
import { declaration, measuredReport, scalarColumn } from '../src/store/reports.ts'
import { axeFinds } from './axe.ts'
import { inked, plotOf } from './drawn.ts'
import { liveRun, type LiveRun } from './live-run.ts'
import { opened, type Opened } from './opened.ts'
import { fileSavedBy, readSvg, savedChart } from './saved-file.ts'
import { storeEnded, storeRuns } from './stored-run.ts'
import { DISSECTED, GROKS, RUNS, SPIKES, transitionMark } from './transitions.ts'

/** Transitions of a run on its page: as bands on every chart, live as they are reported, and as a list. */
const data = temporaryFolder()
const LAST = 100
let hub: Served
let browser: Opened
let page: Page
let live: LiveRun | null = null

beforeAll(async () => {
  storeRuns(data.path, RUNS)
  const steps = [0, 20, 40, 60, 80, LAST]
  storeEnded(data.path, 'frames', {
    declared: [{ ...declaration('sizes'), kind: 'spectrum', group: 'spectra' }],
    columns: [{ series: 'sizes', steps: Float64Array.from(steps), values: Float64Array.from(steps.flatMap(() => [3, 2, 1])), lengths: new Uint32Array(steps.length).fill(3) }], // prettier-ignore
    reports: [marked(transitionMark('d', 'k', 'Rank collapse', 30, { end: 70, onset: { low: 20, high: 40, level: 0.9 } }))], // prettier-ignore
  })
  hub = await served(data.path)
  browser = await opened()
  page = browser.page
})
afterAll(async () => {
  live?.leave()
  await browser?.[Symbol.asyncDispose]()
  await hub?.kill()
  data[Symbol.dispose]()
})
afterEach(() => page.setViewportSize({ width: 1440, height: 1000 }))

const marked = (mark: Mark): Report => ({ type: 'marked', mark })

async function open(path: string): Promise<void> {
  await page.goto(`${hub.url}${path}`)
  await page.locator('[data-testid="badge"]:not(:empty)').first().waitFor()
}

/**
 * The steps at which the ground of a chart over 0 … last is shaded, to a hundredth of it; `strongly`: where a transition is on for sure. Of each place
 * the middle one of some pixels above each other counts: a curve or a line of the grid may cross them.
 */
async function shadedSteps(title: string, last: number, strongly = false): Promise<Set<number>> {
  const shares = await plotOf(page, title).evaluate((over) => {
    const bytesOf = (color: string): number[] => {
      const probe = document.createElement('span')
      probe.style.color = color
      document.body.append(probe)
      const one = new OffscreenCanvas(1, 1).getContext('2d')!
      one.fillStyle = getComputedStyle(probe).color
      probe.remove()
      one.fillRect(0, 0, 1, 1)
      return [...one.getImageData(0, 0, 1, 1).data.subarray(0, 3)]
    }
    const [ground, color] = [bytesOf('var(--surface)'), bytesOf('var(--mark)')]
    const canvas = over.parentElement!.querySelector('canvas')!
    const ratio = canvas.width / canvas.clientWidth
    const [from, at] = [canvas.getBoundingClientRect(), over.getBoundingClientRect()]
    const [left, top] = [(at.left - from.left) * ratio, (at.top - from.top + at.height * 0.4) * ratio].map(Math.round) as [number, number] // prettier-ignore
    const [width, height] = [Math.round(at.width * ratio), 21]
    const { data } = canvas.getContext('2d')!.getImageData(left, top, width, height)
    const shareAt = (i: number) => {
      const way = color.map((channel, k) => channel - ground[k]!)
      const gone = way.map((_, k) => ((data[i + k]! - ground[k]!) * data[i + 3]!) / 255)
      return gone.reduce((sum, step, k) => sum + step * way[k]!, 0) / way.reduce((sum, step) => sum + step * step, 0)
    }
    return Array.from({ length: 101 }, (_, place) => {
      const x = Math.min(width - 1, Math.round((place / 100) * width))
      const column = Array.from({ length: height }, (_, y) => shareAt(4 * (y * width + x)))
      return column.sort((one, other) => one - other)[10]!
    })
  })
  const least = strongly ? 0.1 : 0.04
  return new Set(shares.flatMap((share, place) => (share >= least ? [(place * last) / 100] : [])))
}

describe('the bands of a run that groks', () => {
  beforeAll(() => open(`/runs/${GROKS}`))

  it('are on every chart, from the onset of each to its end', async () => {
    for (const title of ['Accuracy', 'Loss', 'weight-norm']) {
      const steps = () => shadedSteps(title, 2_000, true)
      await expect.poll(async () => (await steps()).has(600)).toBe(true)
      const sure = await steps()
      expect(
        [20, 1_160, 1_180].filter((step) => sure.has(step)),
        title,
      ).toEqual([])
      expect(
        [60, 100, 240, 900, 1_080, 1_240, 1_360].filter((step) => !sure.has(step)),
        title,
      ).toEqual([])
      // Where generalization may have begun it is paler.
      expect((await shadedSteps(title, 2_000)).has(1_180), title).toBe(true)
    }
  })

  it('are read by keys, on each step of theirs, and under the pointer', async () => {
    const plot = page.getByRole('slider', { name: 'Place on the chart of Accuracy' })
    await plot.focus()
    await page.keyboard.press('Home')
    await expect.poll(() => plot.getAttribute('aria-valuetext')).toMatch(/^steps 0 – 5: /)
    for (let i = 0; i < 6; i++) await page.keyboard.press('Shift+ArrowRight')
    await expect.poll(() => plot.getAttribute('aria-valuetext')).toMatch(/^steps 1,196 – 1,205, Generalization: Train/)
    await page.locator('section[aria-label="Loss"] footer', { hasText: 'Generalization' }).waitFor()
    await page.keyboard.press('Escape')
  })

  it('are in a saved figure, with their names', async () => {
    const { text } = await savedChart(page, 'Accuracy', 'SVG')
    const { texts, titles } = await readSvg(page, text)
    for (const { label } of DISSECTED) expect([...texts, ...titles]).toContain(label)
    expect(text.match(/fill-opacity="0\.1"/g)!.length).toBeGreaterThanOrEqual(2)
    expect(text.match(/fill-opacity="0\.05"/g)!.length).toBeGreaterThanOrEqual(3)
  })

  it('are on the timeline, and over what is drawn as colors', async () => {
    expect(await page.getByTestId('timeline-bands').locator('path').last().getAttribute('d')).toMatch(/^M21 0H/)
    await open('/runs/frames')
    const bar = async () => {
      const plot = (await plotOf(page, 'sizes').boundingBox())!
      const found = await inked(page, 'sizes', 'var(--mark)', 0.9)
      const xs = found.filter(({ y }) => y > 4 && y < 9).map(({ x }) => Math.round((LAST * x) / plot.width))
      return [Math.min(...xs), Math.max(...xs)]
    }
    // The whisker of the interval begins before the bar.
    await expect.poll(bar).toEqual([20, 70])
  })
})

describe('the list of transitions', () => {
  const list = () => page.getByRole('region', { name: 'Transitions' })
  beforeAll(() => open(`/runs/${GROKS}`))

  it('is a line at first, with the delay of grokking', async () => {
    await list().getByText('4 transitions').waitFor()
    expect(await list().locator('li').allInnerTexts()).toEqual([
      ...['Memorization 30', 'Plateau 160', 'Generalization 1,140', 'Clean-up 1,300', 'onset delay 1,110 steps'],
    ])
  })

  it('says all that is known of each, with what grokking is dissected into as one', async () => {
    await list().getByRole('button', { name: '4 transitions' }).click()
    await list().getByText('grokking: 1,110 steps from the onset of memorization to that of generalization').waitFor()
    const rows = await list().locator('tbody tr').allInnerTexts()
    expect(rows.map((row) => row.split('\t').map((cell) => cell.trim()))[3]).toEqual([
      ...['Generalization', '1,140 [1,097 – 1,201]', '320 steps', '0.9700, from 0.02000 to 0.9900'],
      ...['test-accuracy', '1,260', 'grokking'],
    ])
    expect(rows[4]).toContain('no end')
  })

  it('leads to each, and is saved as numbers', async () => {
    const { name, text } = await fileSavedBy(page, () => list().getByText('Save as CSV').click())
    expect(name).toBe('Addition-mod-97-transitions.csv')
    const rows = text.trimEnd().split('\n')
    expect(rows).toHaveLength(5)
    expect(rows[3]).toMatch(
      /^Generalization,grokking,generalization,test-accuracy,1140,1096\.5,1201,0\.9,1460,320,0\.02,0\.99,/,
    )
    await list().getByRole('button', { name: 'Generalization' }).click()
    await page.waitForURL((url) => url.searchParams.get('zoom') === '733~1824')
    await page.goBack()
  })

  it.each(['light', 'dark'])(
    'and its charts have no fault that a tool finds, %s, nor are they wider than a phone',
    async (theme) => {
      await page.setViewportSize({ width: 360, height: 800 })
      await open(`/runs/${GROKS}?theme=${theme}`)
      await list().getByRole('button', { name: '4 transitions' }).click()
      await list().locator('table').waitFor()
      expect(await axeFinds(page, theme === 'light' ? null : ['color-contrast'])).toEqual([])
      const wider = () =>
        page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
      expect(await wider()).toBeLessThanOrEqual(0)
    },
  )
})

describe('a run with a hundred of them', () => {
  it('says each kind once, and leaves its curve to be seen', async () => {
    await open(`/runs/${SPIKES}`)
    const list = page.getByRole('region', { name: 'Transitions' })
    await list.getByText('101 transitions').waitFor()
    expect(await list.locator('li').allInnerTexts()).toEqual([
      'Loss spike 100 times, first at 7',
      'Edge of stability 420',
    ])
    await list.getByText('101 transitions').click()
    await expect.poll(() => list.locator('tbody tr').count()).toBe(101)
    const plot = (await plotOf(page, 'weight-norm').boundingBox())!
    const curve = async () =>
      new Set((await inked(page, 'weight-norm', 'var(--series-1)', 0.3, 150)).map(({ x }) => Math.round(x))).size
    await expect.poll(curve).toBeGreaterThan(plot.width * 0.9)
  })
})

describe('transitions of a live run', () => {
  it('appear as they are reported, are open while they go on, and are revised in place', async () => {
    live = await liveRun(hub, 'live', { steps: LAST })
    const measure = (from: number, to: number) => {
      const steps = Array.from({ length: to - from + 1 }, (_, i) => from + i)
      return measuredReport(scalarColumn('norm', steps, steps.map(() => 1))) // prettier-ignore
    }
    await live.report({ type: 'declared', series: { ...declaration('norm'), group: 'norms' } }, measure(0, LAST))
    await open('/runs/live')
    const list = page.getByRole('region', { name: 'Transitions' })
    expect(await list.count()).toBe(0)
    expect((await shadedSteps('norm', LAST)).size).toBe(0)

    const said = { series: 'norm', onset: { low: 40, high: 60, level: 0.9 }, seenAt: 70 }
    await live.report(marked(transitionMark('d', 'one', 'Plateau', 50, said)))
    await list.getByText('1 transition').waitFor()
    await list.getByText('Plateau 50').waitFor()
    const sure = () => shadedSteps('norm', LAST, true)
    await expect.poll(async () => (await sure()).has(62)).toBe(true)
    expect((await shadedSteps('norm', LAST)).has(45)).toBe(true)
    await list.getByRole('button', { name: '1 transition' }).click()
    await list.getByText('goes on').waitFor()

    const narrower = { ...said, onset: { low: 28, high: 34, level: 0.9 }, end: 55 }
    await live.report(marked(transitionMark('d', 'one', 'Plateau', 30, narrower)))
    await list.getByText('25 steps').waitFor()
    await expect.poll(async () => (await sure()).has(40)).toBe(true)
    const now = await sure()
    expect([20, 60, 70, 90].filter((step) => now.has(step))).toEqual([])
    expect(await list.locator('tbody tr').count()).toBe(1)

    await live.report(marked(transitionMark('d', 'two', 'Loss spike', 80, { end: 90 })))
    await list.getByText('2 transitions').waitFor()
    await expect.poll(async () => (await sure()).has(85)).toBe(true)
  })
})
