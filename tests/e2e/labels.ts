import type { Page } from 'playwright-core'

/** A text on a canvas. */
export interface Written {
  readonly text: string
  /** In device pixels, on the canvas of its chart. */
  readonly left: number
  readonly right: number
  readonly y: number
}

/** Has each canvas remember what is written on it, and where, since it was cleared. */
export async function watchLabels(on: Page): Promise<void> {
  await on.addInitScript(() => {
    const { fillText, clearRect } = CanvasRenderingContext2D.prototype
    CanvasRenderingContext2D.prototype.clearRect = function (...box) {
      if (box[2] === this.canvas.width) Object.assign(this.canvas, { written: [] })
      clearRect.apply(this, box)
    }
    CanvasRenderingContext2D.prototype.fillText = function (text, x, y, most) {
      const { width } = this.measureText(text)
      const start = this.textAlign === 'right' ? x - width : this.textAlign === 'center' ? x - width / 2 : x
      const { a, e, f } = this.getTransform()
      const canvas = this.canvas as unknown as { written?: Written[] }
      canvas.written ??= []
      canvas.written.push({ text, left: start * a + e, right: (start + width) * a + e, y: y + f })
      fillText.call(this, text, x, y, ...(most === undefined ? [] : [most]))
    }
  })
}

/** What is written beside the value axis of a panel, from the top down, and under the other, from the left. */
export interface Labels {
  readonly beside: Written[]
  readonly under: Written[]
  /** Of the canvas. */
  readonly width: number
}

/** Empty until the panel is drawn. */
export function labelsIn(page: Page, title: string): Promise<Labels> {
  return page.locator(`section[aria-label="${title}"]`).evaluate((panel) => {
    const canvas = panel.querySelector<HTMLCanvasElement & { written?: Written[] }>('.uplot canvas')
    const over = panel.querySelector('.u-over')
    if (canvas?.written === undefined || over === null) return { beside: [], under: [], width: 0 }
    const ratio = canvas.width / canvas.clientWidth
    const [plot, outer] = [over.getBoundingClientRect(), canvas.getBoundingClientRect()]
    const [left, foot] = [(plot.left - outer.left) * ratio, (plot.bottom - outer.top) * ratio]
    const beside = canvas.written.filter(({ right, y }) => right <= left && y < foot + 8)
    const under = canvas.written.filter(({ y }) => y > foot + 2)
    return {
      beside: beside.sort((a, b) => a.y - b.y),
      under: under.sort((a, b) => a.left - b.left),
      width: canvas.width,
    }
  })
}
