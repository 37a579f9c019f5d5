import type { Area } from './draw-lines.ts'
import { isWithin, type ChartMark, type MarkPainter } from './draw-marks.ts'
import { ink } from './ink.ts'

const COLOR = 'var(--note)'
/** The bar along the upper edge of a plot that shows how far a note goes, in CSS pixels. */
const BAR = 3
/** A note on one step has a bar so wide, so that it is seen and hit. */
const NARROWEST = 7

export const NOTES: MarkPainter = { under: shadeNotes, over: drawNotes }

/** Shades the stretches that notes are on, under all that is drawn. */
export function shadeNotes(context: CanvasRenderingContext2D, marks: readonly ChartMark[], area: Area): void {
  context.save()
  context.fillStyle = ink(COLOR)
  context.globalAlpha = 0.12
  for (const { left, right } of stretches(marks, area)) context.fillRect(left, area.top, right - left, area.height)
  context.restore()
}

/** Draws the ends of notes over a plot, and a bar over each, which are seen where a picture covers its ground. */
export function drawNotes(context: CanvasRenderingContext2D, marks: readonly ChartMark[], area: Area): void {
  const { ratio, top, height } = area
  context.save()
  context.fillStyle = ink(COLOR)
  for (const { left, right } of stretches(marks, area)) {
    for (const at of new Set([left, right])) context.fillRect(at, top, ratio, height)
    const wide = Math.max(right - left + ratio, NARROWEST * ratio)
    context.fillRect((left + right + ratio - wide) / 2, top, wide, BAR * ratio)
  }
  context.restore()
}

/** From where to where notes go, in device pixels. */
function stretches(marks: readonly ChartMark[], area: Area): { readonly left: number; readonly right: number }[] {
  return marks
    .filter((mark) => mark.kind === 'note' && isWithin(mark, area))
    .map(({ x, to = x }) => ({
      left: Math.round(area.pixelFromX(Math.max(x, area.from))),
      right: Math.round(area.pixelFromX(Math.min(to, area.to))),
    }))
}
