import type { Points } from '#dashboard/series/points.ts'
import type { Area } from './draw-lines.ts'
import { columnsOf } from './envelope.ts'
import { ink } from './ink.ts'

/** Sizes in CSS pixels: what stands outside the plot fits between it and the labels. */
const TICK = { width: 2, height: 6 }
const ARROW = { width: 7, height: 6 }

/**
 * Marks along the edges of a chart what has no height on it, at the steps where it is: NaN as a tick under the x axis, ∞ as
 * an arrow over the top, −∞ as one under the axis. All of it stands outside the plot, where it covers nothing.
 */
export function drawNotFinite(context: CanvasRenderingContext2D, curves: readonly Points[], area: Area): void {
  const { ratio, left, width, top, height } = area
  const foot = top + height
  const at = { nans: new Set<number>(), plus: new Set<number>(), minus: new Set<number>() }
  for (const points of curves.filter(isBroken)) {
    const columns = columnsOf(points, area.from, area.to, area.pixelFromX)
    for (let i = 0; i < columns.length; i++) {
      const x = columns.x[i]!
      if (x < left || x > left + width) continue
      for (const kind of ['nans', 'plus', 'minus'] as const) if (columns[kind][i]! > 0) at[kind].add(x)
    }
  }
  context.save()
  context.fillStyle = ink('var(--failed)')
  for (const x of at.nans)
    context.fillRect(x - (TICK.width * ratio) / 2, foot + ratio, TICK.width * ratio, TICK.height * ratio)
  context.beginPath()
  for (const x of at.plus) arrow(context, x, top - (1 + ARROW.height) * ratio, top - ratio, ratio)
  for (const x of at.minus) arrow(context, x, foot + (1 + ARROW.height) * ratio, foot + ratio, ratio)
  context.fill()
  context.restore()
}

function isBroken({ length, nans, plus, minus }: Points): boolean {
  for (let i = 0; i < length; i++) if (nans[i]! + plus[i]! + minus[i]! > 0) return true
  return false
}

/** A triangle from its tip to its base. */
function arrow(context: CanvasRenderingContext2D, x: number, tip: number, base: number, ratio: number): void {
  context.moveTo(x, tip)
  context.lineTo(x - (ARROW.width / 2) * ratio, base)
  context.lineTo(x + (ARROW.width / 2) * ratio, base)
  context.closePath()
}
