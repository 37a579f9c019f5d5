import type { Area } from './draw-lines.ts'
import { ink } from './ink.ts'

/** A stretch of the x axis whose stored numbers are damaged. */
export interface Damaged {
  readonly from: number
  readonly to: number
}

/** The way from one line of the hatching to the next, in CSS pixels. */
const PITCH = 7
/** A stretch of one step is still to be seen. */
const LEAST = 3

/** Hatches what cannot be drawn, over the whole height: nobody takes a hole in the store for a pause of the curve. */
export function drawDamaged(context: CanvasRenderingContext2D, stretches: readonly Damaged[], area: Area): void {
  const { ratio, top, height } = area
  const right = area.left + area.width
  context.save()
  context.lineWidth = ratio
  context.setLineDash([])
  context.strokeStyle = context.fillStyle = ink('var(--failed)')
  for (const { from, to } of stretches) {
    const start = Math.max(area.left, area.pixelFromX(from))
    const end = Math.min(right, Math.max(area.pixelFromX(to), area.pixelFromX(from) + LEAST * ratio))
    if (!(end > start)) continue
    context.save()
    context.beginPath()
    context.rect(start, top, end - start, height)
    context.clip()
    context.globalAlpha = 0.07
    context.fillRect(start, top, end - start, height)
    context.globalAlpha = 0.5
    context.beginPath()
    for (let x = start - height; x < end; x += PITCH * ratio) {
      context.moveTo(x, top + height)
      context.lineTo(x + height, top)
    }
    context.stroke()
    context.restore()
  }
  context.restore()
}
