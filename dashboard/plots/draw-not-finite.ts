import type { Area } from './draw-lines.ts'
import type { Columns } from './envelope.ts'
import { ink } from './ink.ts'

/** Sizes in CSS pixels. */
const TICK = { width: 2, height: 7 }
const ARROW = 4

/**
 * Marks on the edges of a chart what has no height on it, at the steps where it is: NaN as a tick on the x axis, ∞ as an
 * arrow at the top, −∞ as one at the bottom. However many there are, they cover no finite value but at the very edge.
 */
export function drawNotFinite(context: CanvasRenderingContext2D, curves: readonly Columns[], area: Area): void {
  const { ratio, top, height } = area
  const foot = top + height
  const at = { nans: new Set<number>(), plus: new Set<number>(), minus: new Set<number>() }
  for (const { length, x, nans, plus, minus } of curves) {
    for (let i = 0; i < length; i++) {
      if (nans[i]! > 0) at.nans.add(x[i]!)
      if (plus[i]! > 0) at.plus.add(x[i]!)
      if (minus[i]! > 0) at.minus.add(x[i]!)
    }
  }
  context.save()
  context.fillStyle = ink('var(--failed)')
  for (const x of at.nans)
    context.fillRect(x - (TICK.width * ratio) / 2, foot - TICK.height * ratio, TICK.width * ratio, TICK.height * ratio)
  context.beginPath()
  for (const x of at.plus) arrow(context, x, top, ARROW * ratio)
  for (const x of at.minus) arrow(context, x, foot, -ARROW * ratio)
  context.fill()
  context.restore()
}

/** A triangle whose tip is on an edge; `size` is below 0 where that edge is the lower one. */
function arrow(context: CanvasRenderingContext2D, x: number, edge: number, size: number): void {
  context.moveTo(x, edge)
  context.lineTo(x - Math.abs(size), edge + 1.6 * size)
  context.lineTo(x + Math.abs(size), edge + 1.6 * size)
  context.closePath()
}
