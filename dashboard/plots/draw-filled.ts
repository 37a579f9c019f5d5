import type { Area } from './draw-lines.ts'
import { ink } from './ink.ts'

/** A stretch of the x axis whose curve was filled in by replay; `goal` is where it will end. */
export interface Filled {
  readonly from: number
  readonly to: number
  readonly goal: number
  /** Which of the rows of dots it is on: a probe has one, however many stretches of it were filled in. */
  readonly row: number
}

/** A dot and the way to the next, in CSS pixels. */
const DOT = 1.5
const PITCH = 5
const ROWS = 3

/**
 * Draws what was filled in as a row of dots along the foot of the chart, and what is still to come as a fainter one.
 * The curve itself is left as it is: its numbers are those of a probe that had been there from the start.
 */
export function drawFilled(context: CanvasRenderingContext2D, stretches: readonly Filled[], area: Area): void {
  const { ratio } = area
  context.save()
  context.fillStyle = ink('var(--ink-2)')
  stretches.forEach(({ from, to, goal, row }) => {
    if (row >= ROWS) return
    const y = area.top + area.height - (4 + row * 4) * ratio
    const start = Math.max(area.left, area.pixelFromX(from))
    const filled = area.pixelFromX(to)
    const end = Math.min(area.left + area.width, area.pixelFromX(Math.max(to, goal)))
    for (let x = start; x <= end; x += PITCH * ratio) {
      context.globalAlpha = x <= filled ? 0.85 : 0.22
      context.fillRect(Math.round(x), Math.round(y), DOT * ratio, DOT * ratio)
    }
  })
  context.restore()
}
