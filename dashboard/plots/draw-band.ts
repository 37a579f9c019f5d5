import { strokeThick, type Area } from './draw-lines.ts'
import { ink } from './ink.ts'
import type { LineStyle } from './palette.ts'

/** What is drawn of a group of runs: its center as a line, the band around it, and its members as thin lines. */
export interface BandLayer {
  /** In the units of the x axis, ascending. */
  readonly x: Float64Array
  readonly center: Float64Array
  /** What the center is the smoothing of; absent where it is as it was measured. */
  readonly raw?: Float64Array
  readonly low: Float64Array
  readonly high: Float64Array
  /** The curves of members, one after another, each as long as x; null where only the band is drawn. */
  readonly members: Float64Array | null
  /** The member that is drawn strong, by its place; null where none is. */
  readonly strong?: number | null
  readonly style: LineStyle
}

/** Draws the band, then the members, then the center: what is more certain lies above. */
export function drawBand(context: CanvasRenderingContext2D, layer: BandLayer, area: Area): void {
  const span = shown(layer.x, area)
  if (span === null) return
  const color = ink(layer.style.color)
  const places = layer.x.subarray(span.from, span.to).map(area.pixelFromX)
  const part = (values: Float64Array) => values.subarray(span.from, span.to)
  context.save()
  context.strokeStyle = context.fillStyle = color
  context.lineJoin = 'bevel'
  context.globalAlpha = 0.16
  context.fill(bandPath(places, part(layer.low), part(layer.high), area))
  if (layer.members !== null) {
    const length = layer.x.length
    const count = length === 0 ? 0 : layer.members.length / length
    const path = new Path2D()
    const member = (k: number) => part(layer.members!.subarray(k * length, (k + 1) * length))
    for (let k = 0; k < count; k++) if (k !== layer.strong) addLine(path, places, member(k), area)
    context.globalAlpha = layer.strong == null ? 0.5 : 0.25
    context.lineWidth = Math.max(1, Math.round(area.ratio * 0.75))
    context.stroke(path)
    if (layer.strong != null && layer.strong < count) {
      const strong = new Path2D()
      addLine(strong, places, member(layer.strong), area)
      context.globalAlpha = 1
      strokeThick(context, strong, area.ratio)
    }
  }
  if (layer.raw !== undefined) {
    const raw = new Path2D()
    addLine(raw, places, part(layer.raw), area)
    context.globalAlpha = 0.45
    strokeThick(context, raw, area.ratio)
  }
  context.globalAlpha = layer.strong == null ? 1 : 0.45
  context.setLineDash(layer.style.dash.map((length) => length * area.ratio))
  const center = new Path2D()
  const dots = addLine(center, places, part(layer.center), area)
  strokeThick(context, center, area.ratio)
  for (const { x, y } of dots) {
    context.beginPath()
    context.arc(x, y, 2 * area.ratio, 0, 2 * Math.PI)
    context.fill()
  }
  context.restore()
}

/** The places that are drawn: those within the axis and one beyond either edge; null where there are none. */
function shown(x: Float64Array, { from, to }: Area): { from: number; to: number } | null {
  let first = 0
  while (first + 1 < x.length && x[first + 1]! < from) first++
  let beyond = x.length
  while (beyond - 2 >= first && x[beyond - 2]! > to) beyond--
  return beyond > first ? { from: first, to: beyond } : null
}

/** Adds a line that breaks where there is no value; answers with the values that stand alone. */
function addLine(path: Path2D, places: Float64Array, values: Float64Array, area: Area): { x: number; y: number }[] {
  const alone: { x: number; y: number }[] = []
  let begun: { x: number; y: number } | null = null
  let isOpen = false
  for (let i = 0; i < values.length; i++) {
    const [x, y] = [places[i]!, area.pixelFromY(values[i]!)]
    if (!Number.isFinite(y)) {
      if (begun !== null) alone.push(begun)
      begun = null
      isOpen = false
    } else if (isOpen) {
      path.lineTo(x, y)
      begun = null
    } else {
      path.moveTo(x, y)
      begun = { x, y }
      isOpen = true
    }
  }
  if (begun !== null) alone.push(begun)
  return alone
}

/** What lies between two lines, piece by piece where both have values; what is below a log axis reaches its foot. */
function bandPath(places: Float64Array, low: Float64Array, high: Float64Array, area: Area): Path2D {
  const path = new Path2D()
  const foot = area.top + area.height
  const lowAt = (i: number) => {
    const y = area.pixelFromY(low[i]!)
    return Number.isFinite(y) || Number.isNaN(low[i]!) ? y : foot
  }
  const highAt = (i: number) => area.pixelFromY(high[i]!)
  for (let i = 0; i < places.length;) {
    let end = i
    while (end < places.length && Number.isFinite(highAt(end)) && !Number.isNaN(lowAt(end))) end++
    if (end - i > 1) {
      path.moveTo(places[i]!, highAt(i))
      for (let k = i + 1; k < end; k++) path.lineTo(places[k]!, highAt(k))
      for (let k = end - 1; k >= i; k--) path.lineTo(places[k]!, lowAt(k))
      path.closePath()
    }
    i = end + 1
  }
  return path
}
