import { viridis } from '#src/figures/viridis.ts'
import type { Area } from './draw-lines.ts'
import { ink } from './ink.ts'

/** A path in the plane of two series, with the time at each place as a share of all that is shown. */
export interface DrawnPath {
  readonly x: Float64Array
  readonly y: Float64Array
  readonly share: Float64Array
  /** The color of its group, at its end. */
  readonly color: string
  readonly isThin: boolean
  readonly isPale: boolean
}

/** A share of time as a color. */
export function timeColor(share: number): string {
  return `rgb(${viridis(share).join(' ')})`
}

/** Draws paths piece by piece in the color of their time, each with a dot of its group's color where it ends. */
export function drawPortrait(context: CanvasRenderingContext2D, paths: readonly DrawnPath[], area: Area): void {
  context.save()
  context.lineCap = 'round'
  for (const path of [...paths].sort(
    (a, b) => Number(b.isPale) - Number(a.isPale) || Number(b.isThin) - Number(a.isThin),
  ))
    drawOne(context, path, area)
  context.restore()
}

function drawOne(context: CanvasRenderingContext2D, path: DrawnPath, { ratio, pixelFromX, pixelFromY }: Area): void {
  const { x, y, share, color, isThin, isPale } = path
  context.lineWidth = (isThin ? 1 : 2) * ratio
  context.globalAlpha = isPale ? 0.12 : isThin ? 0.55 : 1
  let last: readonly [number, number] | null = null
  let end: readonly [number, number] | null = null
  for (let i = 0; i < x.length; i++) {
    const place = [pixelFromX(x[i]!), pixelFromY(y[i]!)] as const
    const isPlaced = place.every(Number.isFinite)
    if (isPlaced && last !== null) {
      context.strokeStyle = timeColor(share[i]!)
      context.beginPath()
      context.moveTo(...last)
      context.lineTo(...place)
      context.stroke()
    }
    last = isPlaced ? place : null
    end = last ?? end
  }
  if (end === null) return
  context.fillStyle = ink(color)
  context.strokeStyle = ink('var(--surface)')
  context.lineWidth = ratio
  context.beginPath()
  context.arc(...end, (isThin ? 2.5 : 4) * ratio, 0, 2 * Math.PI)
  context.fill()
  if (!isThin) context.stroke()
}

/** Where each path is at the page's step: a ring of its group's color. */
export function drawRings(
  context: CanvasRenderingContext2D,
  rings: readonly { readonly x: number; readonly y: number; readonly color: string }[],
  { ratio, pixelFromX, pixelFromY }: Area,
): void {
  context.save()
  context.lineWidth = 2 * ratio
  for (const { x, y, color } of rings) {
    context.strokeStyle = ink(color)
    context.beginPath()
    context.arc(pixelFromX(x), pixelFromY(y), 5 * ratio, 0, 2 * Math.PI)
    context.stroke()
  }
  context.restore()
}
