import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { temporaryFolder } from '../phasescope.ts'
import { served, type Served } from '../served.ts'
import { drawn, plotOf, storeRun } from './drawn.ts'
import { opened, type Opened } from './opened.ts'

/** A zoom is what was dragged over, wherever the pointer leaves the plot and is released. */
const data = temporaryFolder()
let hub: Served
let browser: Opened
let box: { x: number; y: number; width: number; height: number }

beforeAll(async () => {
  storeRun(data.path, 'r', [{ name: 'norm', values: Float64Array.from({ length: 251 }, (_, i) => Math.sin(i)) }])
  hub = await served(data.path)
  browser = await opened()
  const { page } = browser
  await page.goto(`${hub.url}/runs/r`)
  await drawn(page, 'norm')
  box = (await plotOf(page, 'norm').boundingBox())!
})

afterAll(async () => {
  await browser?.[Symbol.asyncDispose]()
  await hub?.kill()
  data[Symbol.dispose]()
})

/** Presses where step `at` of 250 stands, halfway up. */
async function press(at: number): Promise<void> {
  const { mouse } = browser.page
  await browser.page.keyboard.press('Escape')
  await mouse.move(box.x + (at / 250) * box.width, box.y + box.height / 2)
  await mouse.down()
}

/** The zoom that the page has then, whole again afterwards. */
async function zoomed(): Promise<number[]> {
  const { page } = browser
  await page.getByTestId('zoom').waitFor()
  const address = () => new URL(page.url()).searchParams.get('zoom')
  await expect.poll(address).not.toBeNull()
  const zoom = address()!.split('~').map(Number)
  await plotOf(page, 'norm').dblclick({ position: { x: box.width / 2, y: 5 } })
  await page.getByTestId('zoom').waitFor({ state: 'detached' })
  await expect.poll(address).toBeNull()
  return zoom
}

describe('a drag from step 180', () => {
  test.each([
    ['past the right edge', () => [box.x + box.width + 60, box.y + box.height / 2], [180, 250]],
    ['past the left edge', () => [box.x - 30, box.y + box.height / 2], [0, 180]],
    ['over the top', () => [box.x + (220 / 250) * box.width, box.y - 40], [180, 220]],
    ['under the bottom', () => [box.x + (100 / 250) * box.width, box.y + box.height + 60], [100, 180]],
    ['out of the window', () => [-40, -40], [0, 180]],
    ['out of the window at the right', () => [1600, 300], [180, 250]],
  ] as const)('%s selects what it went over', async (_where, place, [from, to]) => {
    await press(180)
    const [x, y] = place() as [number, number]
    await browser.page.mouse.move(x, y)
    await browser.page.mouse.up()
    const [low, high] = await zoomed()
    expect(low).toBeCloseTo(from, -0.5)
    expect(high).toBeCloseTo(to, -0.5)
  })

  test('that the system ends selects what it had gone over', async () => {
    await press(180)
    await browser.page.mouse.move(box.x + (210 / 250) * box.width, box.y + 10)
    await plotOf(browser.page, 'norm').dispatchEvent('pointercancel', { pointerId: 1, bubbles: true })
    await browser.page.mouse.up()
    const [low, high] = await zoomed()
    expect(low).toBeCloseTo(180, -0.5)
    expect(high).toBeCloseTo(210, -0.5)
  })

  test('that does not move is a click, and zooms nothing', async () => {
    await press(180)
    await browser.page.mouse.up()
    expect(await browser.page.getByTestId('zoom').count()).toBe(0)
    await browser.page.keyboard.press('Escape')
  })
})
