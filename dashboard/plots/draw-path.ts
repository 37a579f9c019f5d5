import type { Area } from './draw-lines.ts'
import { ink } from './ink.ts'
import type { LineStyle } from './palette.ts'

/** Draws places joined in their order, wherever they lead; it breaks at a place that the axes have not. */
export function drawPath(
  context: CanvasRenderingContext2D,
  { x, y }: { readonly x: ArrayLike<number>; readonly y: ArrayLike<number> },
  { color, dash }: LineStyle,
  area: Area,
  width = 1.5,
): void {
  context.save()
  context.strokeStyle = ink(color)
  context.lineWidth = width * area.ratio
  context.lineJoin = 'round'
  context.setLineDash(dash.map((length) => length * area.ratio))
  context.beginPath()
  let open = false
  for (let i = 0; i < x.length; i++) {
    const [left, top] = [area.pixelFromX(x[i]!), area.pixelFromY(y[i]!)]
    const isThere = Number.isFinite(left) && Number.isFinite(top)
    if (isThere && open) context.lineTo(left, top)
    else if (isThere) context.moveTo(left, top)
    open = isThere
  }
  context.stroke()
  context.restore()
}
