import type { Area } from './draw-lines.ts'
import { ink } from './ink.ts'

/** A run in a chart of effects: where its factor and its value are. */
export interface EffectDot {
  readonly x: number
  readonly y: number
  readonly color: string
  /** Of several at one place the one that stands so many widths aside. */
  readonly aside: number
  /** Whether its event never came: it is later than `y`, if it ever comes. */
  readonly isOpen: boolean
}

/** Runs of one factor: what stands for them, and the interval around it. */
export interface EffectInterval {
  readonly x: number
  readonly center: number
  readonly low: number
  readonly high: number
  readonly color: string
}

/** A fitted curve at places of x. */
export interface EffectCurve {
  readonly x: readonly number[]
  readonly y: readonly number[]
}

/** In CSS pixels. */
const RADIUS = 3.5
const ASIDE = 7
const CAP = 5

/** Where a dot stands, in device pixels. */
function placeOfDot({ x, y, aside }: EffectDot, { pixelFromX, pixelFromY, ratio }: Area): [number, number] {
  return [pixelFromX(x) + aside * ASIDE * ratio, pixelFromY(y)]
}

export function drawEffects(
  context: CanvasRenderingContext2D,
  dots: readonly EffectDot[],
  intervals: readonly EffectInterval[],
  curve: EffectCurve | null,
  lit: EffectDot | null,
  area: Area,
): void {
  const { ratio, pixelFromX, pixelFromY } = area
  context.save()
  if (curve !== null) drawCurve(context, curve, area)
  context.lineWidth = 2 * ratio
  for (const { x, center, low, high, color } of intervals) {
    const at = pixelFromX(x)
    const [bottom, top] = [pixelFromY(low), pixelFromY(high)]
    const foot = Number.isFinite(bottom) ? bottom : area.top + area.height
    if (!Number.isFinite(top)) continue
    context.strokeStyle = ink(color)
    context.globalAlpha = 0.55
    context.beginPath()
    context.moveTo(at, foot)
    context.lineTo(at, top)
    for (const y of [foot, top]) {
      context.moveTo(at - CAP * ratio, y)
      context.lineTo(at + CAP * ratio, y)
    }
    context.stroke()
    context.globalAlpha = 1
    context.beginPath()
    context.moveTo(at - 2 * CAP * ratio, pixelFromY(center))
    context.lineTo(at + 2 * CAP * ratio, pixelFromY(center))
    context.stroke()
  }
  for (const dot of dots) drawDot(context, dot, dot === lit, area)
  context.restore()
}

function drawDot(context: CanvasRenderingContext2D, dot: EffectDot, isLit: boolean, area: Area): void {
  const [x, y] = placeOfDot(dot, area)
  if (!Number.isFinite(y)) return
  const r = (isLit ? 1.7 : 1) * RADIUS * area.ratio
  context.fillStyle = context.strokeStyle = ink(dot.color)
  context.lineWidth = 1.5 * area.ratio
  context.globalAlpha = 0.85
  context.beginPath()
  if (dot.isOpen) {
    // An open arrow upwards: the value is above it.
    context.moveTo(x - 1.1 * r, y + 0.8 * r)
    context.lineTo(x, y - r)
    context.lineTo(x + 1.1 * r, y + 0.8 * r)
    context.closePath()
    context.stroke()
  } else {
    context.arc(x, y, r, 0, 2 * Math.PI)
    context.fill()
  }
}

function drawCurve(context: CanvasRenderingContext2D, { x, y }: EffectCurve, area: Area): void {
  context.strokeStyle = ink('var(--ink-3)')
  context.lineWidth = 1.5 * area.ratio
  context.setLineDash([5 * area.ratio, 3 * area.ratio])
  context.beginPath()
  let isOpen = false
  x.forEach((at, i) => {
    const [px, py] = [area.pixelFromX(at), area.pixelFromY(y[i]!)]
    if (!Number.isFinite(py)) isOpen = false
    else if (isOpen) context.lineTo(px, py)
    else {
      context.moveTo(px, py)
      isOpen = true
    }
  })
  context.stroke()
  context.setLineDash([])
}
