import { expect, test } from 'vitest'
import { temporaryFolder } from '../phasescope.ts'
import { served } from '../served.ts'
import { drawn, storeRun } from './drawn.ts'
import { opened } from './opened.ts'

test('a panel that cannot be drawn says so in its place, and its neighbors are drawn', async () => {
  using data = temporaryFolder()
  storeRun(data.path, 'r', [
    { name: 'broken', values: [1, 2, 3] },
    { name: 'whole', values: [1, 2, 3] },
  ])
  await using hub = await served(data.path)
  await using browser = await opened()
  const { page } = browser
  await page.addInitScript(() => {
    const { stroke } = CanvasRenderingContext2D.prototype
    CanvasRenderingContext2D.prototype.stroke = function (this: CanvasRenderingContext2D, ...given: Path2D[]) {
      // Curves are paths; the grid is none.
      const isCurve = given.length > 0
      if (isCurve && this.canvas.closest('section')?.ariaLabel === 'broken')
        throw new Error('This canvas is out of ink')
      stroke.apply(this, given as [Path2D])
    }
  })
  await page.goto(`${hub.url}/runs/r`)
  await drawn(page, 'whole')
  const alert = page.locator('section[aria-label="broken"] [role="alert"]')
  await alert.getByText('This chart could not be drawn: This canvas is out of ink').waitFor()
  expect(await page.locator('section[aria-label="whole"] [role="alert"]').count()).toBe(0)
  expect(browser.errors).toEqual([])
})
