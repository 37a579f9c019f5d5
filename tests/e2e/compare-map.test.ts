import type { Locator } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { viridis } from '#src/figures/viridis.ts'
import { rowsOf } from '../chaos/killed.ts'
import { linesOf, phasescope, temporaryFolder } from '../phasescope.ts'
import { served, type Served } from '../served.ts'
import { inked } from './drawn.ts'
import { opened, type Opened } from './opened.ts'
import { onsetOf, storeStudy, STUDY, studyRun } from './study.ts'

/** All runs at once, as rows of color over the steps: it moves the page's step, sets runs beside each other, and measures. */
const data = temporaryFolder()
let hub: Served
let browser: Opened
let ids: string[]

beforeAll(async () => {
  ids = storeStudy(data.path, { ...STUDY, frames: true })
  hub = await served(data.path)
  browser = await opened()
})
afterAll(async () => {
  await browser?.[Symbol.asyncDispose]()
  await hub?.kill()
  data[Symbol.dispose]()
})

const page = () => browser.page
const map = () => page().getByRole('region', { name: 'Map of runs and steps' })
const plot = () => map().locator('.map .u-over')

async function open(query = '') {
  await page().goto(`${hub.url}/compare?runs=${ids.join(',')}${query}`)
  await reachMap()
}

/** Panels above it come as they are known and push it away: it is gone to until it has drawn. */
async function reachMap(): Promise<void> {
  await map().waitFor()
  await expect
    .poll(async () => {
      await map().evaluate((node) => node.scrollIntoView({ block: 'start' }))
      return plot().isVisible()
    })
    .toBe(true)
  await toTheMiddle()
  // What the test before pointed at would be read.
  await page().mouse.move(0, 0)
}

/** The pointer reaches only what is on the screen. */
async function toTheMiddle(of: Locator = plot()): Promise<void> {
  await of.evaluate((node) => node.scrollIntoView({ block: 'center' }))
}

const viridisText = (share: number) => `rgb(${viridis(share).join(' ')})`

/** The color of the map at a row and a step. */
async function colorAt(row: number, step: number, rows = 30, steps = 150): Promise<number[]> {
  return map()
    .locator('.map')
    .evaluate(
      (node, { across, down }) => {
        const [canvas, over] = [node.querySelector('canvas')!, node.querySelector('.u-over')!]
        const ratio = canvas.width / canvas.clientWidth
        const [from, at] = [canvas.getBoundingClientRect(), over.getBoundingClientRect()]
        const x = Math.round((at.left - from.left + at.width * across) * ratio)
        const y = Math.round((at.top - from.top + at.height * down) * ratio)
        return [...canvas.getContext('2d')!.getImageData(x, y, 1, 1).data.subarray(0, 3)]
      },
      { across: (step + 0.5) / steps, down: (row + 0.5) / rows },
    )
}

/** Of two colors, as far as they are apart in a channel. */
const apart = (a: readonly number[], b: readonly number[]) =>
  Math.max(...a.map((channel, k) => Math.abs(channel - b[k]!)))

async function moveTo(row: number, step: number): Promise<void> {
  const box = (await plot().boundingBox())!
  await page().mouse.move(box.x + (box.width * (step + 0.5)) / 150, box.y + (box.height * (row + 0.5)) / 30)
}

describe('the map of thirty runs', () => {
  it('has a row a run and a color a value, on one scale', async () => {
    await open()
    await page().mouse.move(0, 0)
    const accuracy = async (decay: number, seed: number, step: number) =>
      (await hub.points(studyRun(decay, seed), 'test-accuracy')).values[step]!
    const all = await Promise.all(
      STUDY.decays.flatMap((decay) =>
        [0, 1, 2, 3, 4].map(async (seed) => [...(await hub.points(studyRun(decay, seed), 'test-accuracy')).values]),
      ),
    )
    const [low, high] = [Math.min(...all.flat()), Math.max(...all.flat())]
    const reach = low < 0 ? Math.max(-low, high) : null
    expect(reach === null || reach > 0).toBe(true)
    for (const [row, decay, seed, step] of [
      [27, 20, 2, 140],
      [27, 20, 2, 4],
      [2, 0, 2, 140],
      [12, 2.5, 2, 100],
    ] as const) {
      const value = await accuracy(decay, seed, step)
      if (reach === null)
        await expect
          .poll(async () => apart(await colorAt(row, step), viridis((value - low) / (high - low))), {
            message: `row ${row} at ${step}`,
          })
          .toBeLessThan(10)
    }
    expect(apart(await colorAt(27, 140), await colorAt(2, 140))).toBeGreaterThan(60)
    await browser.picture('compare-map')
  })

  it('has a tick at each event, and says what the pointer is on', async () => {
    await open()
    const onset = onsetOf(5, 2, 150)!
    await expect.poll(() => colorAt(17, onset - 0.5)).toEqual([255, 255, 255])
    await moveTo(17, 75)
    const value = (await hub.points(studyRun(5, 2), 'test-accuracy')).values[75]!
    await expect.poll(() => map().getByTestId('map-said').innerText()).toMatch(/^grok-mlp-small.*, 5 · /)
    expect(await map().getByTestId('map-said').innerText()).toContain(`test-accuracy ${Number(value.toPrecision(4))}`)
    expect(await map().getByTestId('map-said').innerText()).toContain(`grokked step ${onset}`)
  })

  it('is sorted by a factor or by an onset, those that never came last', async () => {
    await open('&rows=event:grokked')
    await moveTo(0, 75)
    await expect.poll(() => map().getByTestId('map-said').innerText()).toMatch(/^grok-mlp-small.*, 20 · /)
    await moveTo(29, 75)
    await expect.poll(() => map().getByTestId('map-said').innerText()).toMatch(/^grok-mlp-small.*, 0 · /)
    await map().getByRole('combobox', { name: 'Rows by' }).selectOption('seed')
    await page().waitForURL((url) => url.searchParams.get('rows') === 'seed')
  })

  it('is colored by any observable, also by its logarithm', async () => {
    await open()
    await map().getByRole('combobox', { name: 'Color' }).selectOption('weight-norm')
    await page().waitForURL((url) => url.searchParams.get('map') === 'weight-norm')
    const linear = await colorAt(27, 60)
    await expect.poll(async () => apart(await colorAt(2, 140), await colorAt(27, 140))).toBeGreaterThan(40)
    await map().getByRole('button', { name: 'Log', exact: true }).click()
    await page().waitForURL((url) => url.searchParams.get('mlog') === 'log')
    await expect.poll(async () => apart(await colorAt(27, 60), linear)).toBeGreaterThan(3)
  })

  it('moves the page’s step by its handle and by keys, and every panel shows where', async () => {
    await open()
    const box = (await plot().boundingBox())!
    await page().mouse.move(box.x + box.width * 0.9, box.y + box.height + 8)
    await page().mouse.down()
    await page().mouse.move(box.x + (box.width * 40) / 150, box.y + box.height + 12, { steps: 4 })
    await page().mouse.up()
    await page().waitForURL((url) => url.searchParams.get('at') === '40')
    expect(await map().getByTestId('map-step').innerText()).toContain('step 40')
    await plot().focus()
    await page().keyboard.press('ArrowRight')
    await page().keyboard.press('ArrowRight')
    await page().waitForURL((url) => Number(url.searchParams.get('at')) > 41)
    expect(await page().locator('section[aria-label="Accuracy"] footer').innerText()).toMatch(/step 4\d/)
    await page().keyboard.press('Tab')
    await map().getByRole('button', { name: 'Latest' }).click()
    await page().waitForURL((url) => !url.searchParams.has('at'))
  })

  it('sets what a click is on beside others: frames at the page’s step, on one scale of color', async () => {
    await open()
    const click = async (row: number) => {
      await moveTo(row, 30)
      await page().mouse.down()
      await page().mouse.up()
    }
    await click(2)
    await page().waitForURL((url) => url.searchParams.getAll('pin').includes(studyRun(0, 2)))
    await click(27)
    await page().waitForURL((url) => url.searchParams.getAll('pin').includes(studyRun(20, 2)))
    const matrices = map().getByRole('region', { name: 'made-matrix of the runs beside each other' })
    await matrices.scrollIntoViewIfNeeded()
    const cell = (run: string, of: Locator = matrices) => of.locator(`li[data-run="${run}"]`)
    const corner = (run: string) =>
      cell(run)
        .locator('canvas')
        .evaluate((canvas: HTMLCanvasElement) => [
          ...canvas.getContext('2d')!.getImageData(0, 0, 1, 1).data.subarray(0, 3),
        ])
    await page().mouse.move(0, 0)
    await expect.poll(() => cell(studyRun(20, 2)).getAttribute('data-step')).toBe('150')
    // Each is one number all over: alone, both would have the same color.
    expect(apart(await corner(studyRun(0, 2)), viridis(0))).toBeLessThan(3)
    expect(apart(await corner(studyRun(20, 2)), viridis(1))).toBeLessThan(3)
    await browser.picture('compare-map-pinned')
    await toTheMiddle()
    const box = (await plot().boundingBox())!
    await page().mouse.click(box.x + (box.width * 47) / 150, box.y + box.height + 8)
    for (const run of [studyRun(0, 2), studyRun(20, 2)])
      await expect.poll(() => cell(run).getAttribute('data-step')).toBe('40')
    await page()
      .getByRole('button', { name: /^Take 0 ·/ })
      .click()
    await page().waitForURL((url) => url.searchParams.getAll('pin').length === 1)
  })

  it('looks at each run before or after its own event on the clock of that event', async () => {
    await open(`&clock=event:grokked&pin=${studyRun(5, 0)}&pin=${studyRun(20, 0)}&at=-8`)
    const spectra = map().getByRole('region', { name: 'made-spectrum of the runs beside each other' })
    await spectra.scrollIntoViewIfNeeded()
    for (const decay of [5, 20]) {
      const step = Math.floor((onsetOf(decay, 0, 150)! - 8) / 10) * 10
      const cell = spectra.locator(`li[data-run="${studyRun(decay, 0)}"]`)
      await expect.poll(() => cell.getAttribute('data-step'), { message: String(decay) }).toBe(String(step))
    }
    await browser.picture('compare-map-event-clock')
  })

  it('offers to measure what is dragged over, and says of each run why it is refused', async () => {
    await browser.enter(hub)
    await open(`&pin=${studyRun(0, 2)}&pin=${studyRun(20, 2)}`)
    const box = (await plot().boundingBox())!
    await page().mouse.move(box.x + (box.width * 40) / 150, box.y + 40)
    await page().mouse.down()
    await page().mouse.move(box.x + (box.width * 80) / 150, box.y + 44, { steps: 4 })
    await page().mouse.up()
    const measure = map().getByRole('group', { name: 'Measure here' })
    expect(await measure.locator('strong').innerText()).toBe('step 40 – step 80')
    await measure.getByRole('combobox', { name: 'in' }).selectOption('pinned')
    await measure.getByRole('button', { name: 'Measure here' }).click()
    await expect.poll(() => map().getByTestId('measuring').innerText()).toMatch(/^2 of 2 runs, 2 refused/)
    for (const line of await map().locator('.runs li').all())
      expect(await line.innerText()).toMatch(/does not measure test-accuracy/)
    await browser.picture('compare-map-measure')
  })
})

describe('the panels beneath the map', () => {
  it('draw two series against each other, time as color, and light the run that is pointed at', async () => {
    await open('&px=weight-norm&py=test-accuracy')
    const panel = page().getByRole('region', { name: 'Phase portrait' })
    await panel.scrollIntoViewIfNeeded()
    await expect
      .poll(async () => (await inked(page(), 'Phase portrait', viridisText(0.02), 0.7)).length)
      .toBeGreaterThan(30)
    await expect
      .poll(async () => (await inked(page(), 'Phase portrait', viridisText(0.98), 0.7)).length)
      .toBeGreaterThan(30)
    await browser.picture('compare-portrait')
    await panel.getByRole('combobox', { name: 'against' }).selectOption('train-loss')
    await page().waitForURL((url) => url.searchParams.get('px') === 'train-loss')
  })

  it('draw a line a run over factors and numbers, and a brush selects runs, which can be compared alone', async () => {
    await open()
    const panel = page().getByRole('region', { name: 'Parallel coordinates' })
    await panel.scrollIntoViewIfNeeded()
    const canvas = panel.locator('canvas')
    await canvas.waitFor()
    expect(await canvas.getAttribute('aria-label')).toBe(
      '30 runs over weightDecay, seed, onset of grokked, last test-accuracy',
    )
    await panel.getByRole('combobox', { name: 'Brush' }).selectOption('weightDecay')
    await panel.getByRole('combobox', { name: 'from' }).selectOption('4')
    await expect.poll(() => panel.getByTestId('brushed').innerText()).toBe('10 of 30 runs')
    await browser.picture('compare-parallel')
    await toTheMiddle(canvas)
    const box = (await canvas.boundingBox())!
    // The second axis, from above its middle value to below it.
    const second = box.x + 40 + (box.width - 80) / 3
    await page().mouse.move(second, box.y + 105)
    await page().mouse.down()
    await page().mouse.move(second + 4, box.y + 155, { steps: 4 })
    await page().mouse.up()
    await expect.poll(() => panel.getByTestId('brushed').innerText()).toBe('2 of 30 runs')
    await panel.getByRole('button', { name: 'Compare these alone' }).click()
    await page().waitForURL((url) => url.searchParams.get('runs')?.split(',').length === 2)
  })

  it('smooth nothing until they are told to, and then say how, and leave the line as measured faint', async () => {
    await open()
    const accuracy = page().locator('section[aria-label="Accuracy"]')
    await accuracy.scrollIntoViewIfNeeded()
    expect(await page().getByTestId('smoothed').count()).toBe(0)
    await page().getByText('Lines', { exact: true }).first().click()
    await page().getByRole('combobox', { name: 'Lines', exact: true }).selectOption('mean')
    await page().waitForURL((url) => url.searchParams.get('smooth') === 'mean:0.02')
    expect(await accuracy.getByTestId('smoothed').innerText()).toBe(
      'smoothed: centered mean over 3 steps; narrower towards both ends; as measured: faint',
    )
    const loss = page().locator('section[aria-label="Loss"]')
    expect(await loss.getByTestId('smoothed').innerText()).toContain('centered mean of logarithms')
    await page().getByLabel('log y to both sides of 0').check()
    await loss.getByTestId('symmetric-log').waitFor()
    await browser.picture('compare-smoothed')
  })

  it('draw each run less its twin of the same seed', async () => {
    await open('&only=20&color=weightDecay')
    await page().getByLabel('Difference to').selectOption('twins:20')
    await page().waitForURL((url) => url.searchParams.get('less') === 'twins:20')
    await map().getByText('white is zero').or(map().locator('.scale')).first().waitFor()
    await moveTo(0, 75)
    await expect.poll(() => map().getByTestId('map-said').innerText()).toMatch(/test-accuracy 0 /)
  })
})

describe.each([360, 1280, 2560])('on a screen of %i pixels', (width) => {
  it.each(['light', 'dark'])('nothing reaches beyond the edge, in the %s theme', async (theme) => {
    await page().setViewportSize({ width, height: 1000 })
    await page().emulateMedia({ colorScheme: theme as 'light' | 'dark' })
    await open(`&pin=${studyRun(0, 2)}&pin=${studyRun(20, 2)}`)
    const overflow = await page().evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    )
    expect(overflow).toBeLessThanOrEqual(0)
    await map().locator('li[data-run]').first().waitFor()
    await browser.picture(`compare-map-${width}-${theme}`)
    await page().setViewportSize({ width: 1440, height: 1000 })
    await page().emulateMedia({ colorScheme: null })
  })
})

describe('two runs that were measured sparsely', () => {
  const folder = temporaryFolder()
  const env = { PHASESCOPE_DATA: folder.path }
  let sparseHub: Served
  const runs: string[] = []
  let dense: string[]

  beforeAll(async () => {
    const trained = async (seed: number, probe: string) => {
      const small = ['grok-mlp-small', '--set', 'modulus=23', '--set', 'width=64', '--seed', String(seed), '--json']
      const { stdout } = await phasescope(['train', ...small, '--steps', '60', '--probe', probe], env)
      return linesOf(stdout).at(-1)?.run ?? ''
    }
    const every = await trained(1, 'weight-norm@1')
    runs.push(await trained(1, 'weight-norm@10'), await trained(2, 'weight-norm@10'))
    sparseHub = await served(folder.path)
    dense = await rowsOf(every, env, 'weight-norm/**')
  })
  afterAll(async () => {
    await sparseHub?.kill()
    folder[Symbol.dispose]()
  })

  it('are measured at each step of the stretch, both, equal to the bit', async () => {
    await browser.enter(sparseHub)
    await page().goto(`${sparseHub.url}/compare?as=groups&map=weight-norm/total&runs=${runs.join(',')}`)
    await reachMap()
    await map().getByRole('button', { name: 'Measure a stretch…' }).click()
    const measure = map().getByRole('group', { name: 'Measure here' })
    await measure.getByLabel('from', { exact: true }).fill('21')
    await measure.getByLabel('to', { exact: true }).fill('28')
    await measure.getByRole('button', { name: 'Measure here' }).click()
    await expect.poll(() => map().locator('.runs li[data-kind="done"]').count()).toBe(2)
    const stepOf = (row: string) => Number(row.split(',')[1])
    const expected = dense.filter((row) => {
      const step = stepOf(row)
      return !(step >= 0) || step % 10 === 0 || (step >= 21 && step <= 28)
    })
    await expect.poll(() => rowsOf(runs[0]!, env, 'weight-norm/**')).toEqual(expected)
    await browser.picture('compare-map-measured')
  })
})

it('never threw in the page', () => expect(browser.thrown).toEqual([]))
