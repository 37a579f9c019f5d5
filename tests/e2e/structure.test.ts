import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { frameOfMatrix, type OutputKind, type SeriesDeclaration } from '#src/vocabulary/index.ts'
import { curveOf, histogramOf, pointsOf, type PointAt } from '#probes/maths/geometry/drawable.ts'
import type { Matrix } from '#probes/maths/algebra/linear-algebra.ts'
import { facetBoxes, placeIn } from '#dashboard/plots/draw-facets.ts'
import { temporaryFolder } from '../phasescope.ts'
import { served, type Served } from '../served.ts'
import { declaration } from '../src/store/reports.ts'
import { axeFinds } from './axe.ts'
import { inked } from './drawn.ts'
import { opened, type Opened } from './opened.ts'
import { storeEnded } from './stored-run.ts'

/** What the page draws of curves, points and histograms, at the step that is looked at. */
const data = temporaryFolder()
let hub: Served
let browser: Opened

const STEPS = [0, 10, 20]
const series = (name: string, kind: OutputKind, more: Partial<SeriesDeclaration>): SeriesDeclaration => ({
  ...declaration(name),
  kind,
  group: 'structure',
  ...more,
})
const frames = (name: string, matrices: readonly Matrix[]) => {
  const lists = matrices.map(frameOfMatrix)
  return {
    series: name,
    steps: Float64Array.from(STEPS),
    values: Float64Array.from(lists.flatMap((list) => Array.from(list))),
    lengths: Uint32Array.from(lists, (list) => list.length),
  }
}

/** A circle of so many points, by frequency; before the last step all of them in the middle but one, which sets the scale. */
const COUNT = 12
const circle = (radius: number): PointAt[] =>
  [3, 5].flatMap((facet) =>
    Array.from({ length: COUNT }, (_, n) => {
      const size = n === 0 ? 1 : radius
      const angle = (2 * Math.PI * n) / COUNT
      return { facet, label: n, x: size * Math.cos(angle), y: size * Math.sin(angle) }
    }),
  )
const EDGES = [0, 1, 2, 3]

beforeAll(async () => {
  storeEnded(data.path, 'r', {
    run: { opensWith: ['circles', 'bins'] },
    declared: [
      { ...declaration('test-accuracy'), group: 'accuracy' },
      series('tail', 'curve', { axis: 'eigenvalue', part: null }),
      series('circles', 'points', { axis: 'residue', facet: 'frequency', path: 'closed', part: null }),
      series('bins/w1', 'histogram', { axis: 'value', part: 'w1' }),
      series('bins/w1.law', 'histogram', { axis: 'value', part: 'w1.law' }),
    ],
    columns: [
      {
        ...frames('test-accuracy', []),
        values: Float64Array.of(0, 0.5, 1),
        steps: Float64Array.from(STEPS),
        lengths: null,
      },
      frames('tail', [curveOf([0, 4], [1, 0]), curveOf([0, 4], [1, 1]), curveOf([0, 2, 4], [0, 1, 0])]),
      frames('circles', [pointsOf(circle(0)), pointsOf(circle(0.5)), pointsOf(circle(1))]),
      frames('bins/w1', [[1, 0, 0], [0.5, 0.5, 0], [0, 0, 1]].map((shares) => histogramOf(EDGES, shares))), // prettier-ignore
      frames(
        'bins/w1.law',
        STEPS.map(() => histogramOf(EDGES, [0.25, 0.5, 0.25])),
      ),
    ],
  })
  hub = await served(data.path)
  browser = await opened()
  await browser.page.goto(`${hub.url}/runs/r`)
})

afterAll(async () => {
  await browser?.[Symbol.asyncDispose]()
  await hub?.kill()
  data[Symbol.dispose]()
})

const panel = (title: string) => browser.page.locator(`section[aria-label="${title}"]`)
const lookAt = (step: number) => browser.page.goto(`${hub.url}/runs/r?at=${step}`)

/** Whether each place of the picture of points has ink, in CSS pixels of its canvas. */
async function inkAt(places: readonly { left: number; top: number }[]): Promise<boolean[]> {
  return panel('circles')
    .locator('canvas')
    .evaluate((canvas: HTMLCanvasElement, wanted) => {
      const context = canvas.getContext('2d')!
      const ratio = canvas.width / canvas.clientWidth
      return wanted.map(({ left, top }) => context.getImageData(left * ratio, top * ratio, 1, 1).data[3]! > 200)
    }, places)
}

const sizeOfPicture = () =>
  panel('circles')
    .locator('canvas')
    .evaluate(({ clientWidth, clientHeight }: HTMLCanvasElement) => [clientWidth, clientHeight] as const)

/** Where the points of a circle of this radius are drawn, on the scale of all steps. */
async function placesOf(radius: number) {
  const [width, height] = await sizeOfPicture()
  const boxes = facetBoxes(2, width, height, true)
  return circle(radius).map((point, i) => placeIn(boxes[Math.floor(i / COUNT)]!, 1.08, point))
}

describe('the panels of a run', () => {
  test('begin with what the run opens with, whatever its group', async () => {
    await expect.poll(() => panel('circles').locator('canvas').count()).toBe(1)
    const titles = await browser.page.locator('section.panel').evaluateAll((all) => all.map((one) => one.ariaLabel))
    expect(titles).toEqual(['circles', 'bins', 'Accuracy', 'tail'])
  })
})

describe('points', () => {
  test('stand where they are, one picture a frequency, and follow the step that is looked at', async () => {
    for (const [step, radius] of [
      [20, 1],
      [10, 0.5],
    ] as const) {
      await lookAt(step)
      await expect
        .poll(() => panel('circles').getByTestId('points-said').innerText())
        .toBe(`frequency 3, 5 at step ${step}`)
      await expect.poll(async () => (await inkAt(await placesOf(radius))).every(Boolean)).toBe(true)
      // Points of the other circle, but for the one that they share.
      const others = (await placesOf(1.5 - radius)).filter((_, i) => i % COUNT !== 0)
      expect((await inkAt(others)).some(Boolean)).toBe(false)
    }
  })

  test('say which one is pointed at', async () => {
    await lookAt(20)
    const canvas = panel('circles').locator('canvas')
    await expect.poll(() => canvas.count()).toBe(1)
    const { left, top } = (await placesOf(1))[COUNT + 3]!
    await canvas.hover({ position: { x: left, y: top } })
    await expect
      .poll(() => panel('circles').getByTestId('points-said').innerText())
      .toMatch(/^frequency 5, residue 3: \(.*, 1(\.0+)?\) at step 20$/)
  })

  test('are in a table for whoever does not see them', async () => {
    await panel('circles')
      .getByRole('button', { name: /as a table$/ })
      .click()
    const table = panel('circles').getByRole('table')
    await expect.poll(() => table.getByRole('columnheader').allInnerTexts()).toEqual(['frequency', 'residue', 'x', 'y'])
    expect(await table.getByRole('row').count()).toBe(2 * COUNT + 1)
  })
})

describe('a histogram', () => {
  /** How high the bins of the histogram at the cursor are, as shares of its chart. */
  const heights = () =>
    panel('bins').evaluate((section) => {
      const plot = section.querySelectorAll('.uplot')[1]!
      const [over, canvas] = [plot.querySelector('.u-over')!, plot.querySelector('canvas')!]
      const [from, to] = [canvas.getBoundingClientRect(), over.getBoundingClientRect()]
      const ratio = canvas.width / from.width
      return [0, 1, 2].map((bin) => {
        const x = (to.left - from.left + (to.width * (bin + 0.5)) / 3) * ratio
        const column = canvas.getContext('2d')!.getImageData(x, (to.top - from.top) * ratio, 1, to.height * ratio)
        // Of a bin the ground is filled, a quarter opaque.
        const filled = Array.from(
          { length: column.height },
          (_, y) => column.data[4 * y + 3]! > 50 && column.data[4 * y + 3]! < 120,
        )
        return Math.round((10 * filled.filter(Boolean).length) / column.height) / 10
      })
    })

  test('is as high as its shares, at the step that is looked at', async () => {
    await lookAt(20)
    await expect.poll(heights).toEqual([0, 0, 0.9])
    await lookAt(10)
    await expect.poll(heights).toEqual([0.5, 0.5, 0])
    expect(await panel('bins').innerText()).toContain('law')
    // What theory expects of a part is no choice of its own.
    expect(await panel('bins').getByRole('group', { name: 'Histogram shown' }).count()).toBe(0)
  })

  test('says what is in the bin under the pointer, and what theory expects there', async () => {
    const box = (await panel('bins').locator('.u-over').nth(1).boundingBox())!
    await browser.page.mouse.move(box.x + box.width / 2, box.y + box.height / 2)
    await expect
      .poll(() => panel('bins').getByTestId('histogram-said').innerText())
      .toMatch(/^1(\.0+)? – 2(\.0+)?: 0\.50*, law 0\.50* at step 10$/)
  })
})

describe('a curve', () => {
  test('is drawn where it is, and the first one pale behind it', async () => {
    await lookAt(20)
    await panel('tail').scrollIntoViewIfNeeded()
    await expect.poll(() => panel('tail').getByTestId('curve-said').innerText()).toBe('at step 20, by eigenvalue')
    const color = 'var(--series-1)'
    await expect.poll(async () => (await inked(browser.page, 'tail', color, 0.9)).length).toBeGreaterThan(0)
    const width = await panel('tail')
      .locator('.u-over')
      .evaluate(({ clientWidth }) => clientWidth)
    const own = await inked(browser.page, 'tail', color, 0.9)
    const highest = own.reduce((best, place) => (place.y < best.y ? place : best))
    // It rises to the middle and falls: the first one falls all the way.
    expect(highest.x / width).toBeGreaterThan(0.4)
    expect(highest.x / width).toBeLessThan(0.6)
    const all = await inked(browser.page, 'tail', color, 0.3)
    expect(all.filter(({ x }) => x < width / 4).some(({ y }) => y < highest.y + 40)).toBe(true)
  })

  test('switches its axes', async () => {
    const log = panel('tail').getByRole('button', { name: 'log x, tail' })
    await log.click()
    await expect.poll(() => log.getAttribute('aria-pressed')).toBe('true')
    await expect.poll(() => browser.page.url()).toContain('tail')
  })
})

test('nothing is wrong with any of it for a reader that does not see, nor does the page throw', async () => {
  await lookAt(20)
  await expect.poll(() => panel('circles').locator('canvas').count()).toBe(1)
  for (const table of await browser.page.getByRole('button', { name: /as a table$/ }).all()) await table.click()
  expect(await axeFinds(browser.page)).toEqual([])
  expect(browser.thrown).toEqual([])
})
