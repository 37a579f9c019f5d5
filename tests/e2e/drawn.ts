import type { Page } from 'playwright-core'
import { frameOfMatrix, type Column, type SeriesDeclaration } from '#src/vocabulary/index.ts'
import { declaration, scalarColumn } from '../src/store/reports.ts'
import { storeEnded } from './stored-run.ts'

/** A series of a run that a test makes up: each is a probe of its own, so that it has a panel of its own. */
export interface MadeUp {
  readonly name: string
  readonly steps?: Iterable<number>
  /** Scalars, one a step. */
  readonly values?: ArrayLike<number>
  /** Or frames, one a step: lists of numbers, or matrices of so many columns. */
  readonly frames?: readonly (readonly number[])[]
  readonly cols?: number
  readonly scale?: SeriesDeclaration['scale']
}

/** Keeps a run in a data folder, as one that has ended, and resolves with its id. */
export function storeRun(data: string, id: string, series: readonly MadeUp[]): string {
  storeEnded(data, id, { declared: series.map(declarationOf), columns: series.map(columnOf) })
  return id
}

function declarationOf({ name, frames, cols, scale = 'linear' }: MadeUp): SeriesDeclaration {
  const kind = frames === undefined ? 'scalar' : cols === undefined ? 'spectrum' : 'matrix'
  const isLoss = name.endsWith('-loss')
  return { ...declaration(name), kind, scale, group: isLoss ? 'loss' : 'norms' }
}

function columnOf({ name, steps, values = [], frames, cols }: MadeUp): Column {
  const count = frames?.length ?? values.length
  const at = Float64Array.from(steps ?? Array.from({ length: count }, (_, i) => i))
  if (frames === undefined) return scalarColumn(name, at, Array.from(values))
  const lists = frames.map((frame) => (cols === undefined ? frame : Array.from(frameOfMatrix({ cols, data: frame }))))
  const lengths = Uint32Array.from(lists, (list) => list.length)
  return { series: name, steps: at, values: Float64Array.from(lists.flat()), lengths }
}

/** Where a color stands in the plot of a panel or along its edges, in CSS pixels from its left upper corner. */
export interface Inked {
  readonly x: number
  readonly y: number
}

/** The plot that a panel draws, between its axes. */
export function plotOf(page: Page, title: string) {
  return page.locator(`section[aria-label="${title}"] .u-over`).first()
}

/** How much of a color a stroke from the smallest value of a pixel to the largest has at least: it is fainter than a curve. */
export const FAINT = 0.12

/**
 * All places of a plot at which it is drawn in a color of the page (`var(--series-1)`, or any that CSS knows), or in a
 * mixture of that with the ground that has at least such a share of it: strokes seldom fill a pixel. `aside`: how far from
 * such a mixture it may be; among the colors of a picture, only nothing is.
 */
export async function inked(page: Page, title: string, color: string, share = 0.3, aside = 48): Promise<Inked[]> {
  return page.locator(`section[aria-label="${title}"]`).evaluate(
    (panel, { color, share, aside: most }) => {
      const over = panel.querySelector('.u-over')
      // A change of theme builds charts again.
      if (over === null) return []
      const bytesOf = (expression: string): readonly number[] => {
        const probe = document.createElement('span')
        probe.style.color = expression
        document.body.append(probe)
        const one = new OffscreenCanvas(1, 1).getContext('2d')!
        one.fillStyle = getComputedStyle(probe).color
        probe.remove()
        one.fillRect(0, 0, 1, 1)
        return [...one.getImageData(0, 0, 1, 1).data.subarray(0, 3)]
      }
      const ground = bytesOf('var(--surface)')
      const toColor = bytesOf(color).map((channel, k) => channel - ground[k]!)
      const length = toColor.reduce((sum, step) => sum + step * step, 0)
      const canvas = over.parentElement!.querySelector('canvas')!
      const ratio = canvas.width / canvas.clientWidth
      const [from, at] = [canvas.getBoundingClientRect(), over.getBoundingClientRect()]
      const [left, top] = [Math.round((at.left - from.left) * ratio), Math.round((at.top - from.top) * ratio)]
      const [width, height] = [Math.round(at.width * ratio), Math.round(at.height * ratio)]
      const edge = Math.round(8 * ratio)
      const { data } = canvas.getContext('2d')!.getImageData(left, top - edge, width, height + 2 * edge)
      const found: Inked[] = []
      for (let i = 0; i < data.length; i += 4) {
        if (data[i + 3] === 0) continue
        // What is not drawn upon shows the ground beneath the canvas.
        const opacity = data[i + 3]! / 255
        const away = toColor.map((_, k) => (data[i + k]! - ground[k]!) * opacity)
        const part = away.reduce((sum, step, k) => sum + step * toColor[k]!, 0) / length
        const aside = away.reduce((sum, step, k) => sum + Math.abs(step - part * toColor[k]!), 0)
        if (part >= share && aside < most)
          found.push({ x: ((i / 4) % width) / ratio, y: (Math.floor(i / 4 / width) - edge) / ratio })
      }
      return found
    },
    { color, share, aside },
  )
}

/** Waits until the panel of this title has drawn something in a color. */
export async function drawn(page: Page, title: string, color = 'var(--series-1)'): Promise<Inked[]> {
  await page.locator(`section[aria-label="${title}"]`).scrollIntoViewIfNeeded()
  for (;;) {
    const found = await inked(page, title, color)
    if (found.length > 0) return found
    await page.evaluate(() => new Promise(requestAnimationFrame))
  }
}
