import { heatPixel, type HeatRange } from './heat.ts'
import type { Area } from './draw-lines.ts'
import { ink } from './ink.ts'

/** A run as a row of color: its values at places of x, of which those from `first` to before `beyond` are there. */
export interface MapLine {
  /** Ascending. */
  readonly x: Float64Array
  readonly values: Float64Array
  readonly first: number
  readonly beyond: number
}

/** Something that happened in one row. */
export interface MapTick {
  readonly row: number
  readonly x: number
}

/** Places of x as columns of pixels: which one each shows, -1 for none. */
export function placesOfPixels(
  x: Float64Array,
  left: number,
  width: number,
  pixelFromX: (x: number) => number,
): Int32Array {
  const places = new Int32Array(width).fill(-1)
  if (x.length === 0) return places
  const starts = x.map((place) => Math.floor(pixelFromX(place) - left))
  // The last place is as wide as the one before it.
  const last = x.length - 1
  const end = last === 0 ? starts[0]! + 2 : Math.max(starts[last]! + 1, 2 * starts[last]! - starts[last - 1]!)
  let i = -1
  for (let pixel = Math.min(0, starts[0]!); pixel < Math.min(width, end); pixel++) {
    while (i + 1 < x.length && starts[i + 1]! <= pixel) i++
    if (pixel >= 0) places[pixel] = i
  }
  return places
}

/** Draws rows of color, each from one measurement to the next. Rendered into an image of one pixel a row, then stretched. */
export function mapPicture(lines: readonly (MapLine | null)[], range: HeatRange, area: Area): OffscreenCanvas {
  const width = Math.max(1, Math.round(area.width))
  const canvas = new OffscreenCanvas(width, Math.max(1, lines.length))
  const image = new ImageData(width, Math.max(1, lines.length))
  const pixels = new Uint32Array(image.data.buffer)
  const known = new Map<Float64Array, Int32Array>()
  lines.forEach((line, row) => {
    if (line === null) return
    const { x, values, first, beyond } = line
    const places = known.get(x) ?? placesOfPixels(x, area.left, width, area.pixelFromX)
    known.set(x, places)
    for (let pixel = 0; pixel < width; pixel++) {
      const i = places[pixel]!
      if (i >= first && i < beyond) pixels[row * width + pixel] = heatPixel(values[i]!, range)
    }
  })
  canvas.getContext('2d')?.putImageData(image, 0, 0)
  return canvas
}

/** What lies over the colors of a map: where events are, which rows are pinned and lit, what is chosen of the axis. */
export interface MapOver {
  readonly rows: number
  readonly ticks: readonly MapTick[]
  /** Between rows that do not belong together. */
  readonly lines: readonly number[]
  readonly pinned: readonly number[]
  readonly lit: number | null
  readonly pale: ReadonlySet<number> | null
  readonly interval: { readonly from: number; readonly to: number } | null
}

/** In CSS pixels. */
const PIN = 5

export function drawMapOver(context: CanvasRenderingContext2D, over: MapOver, area: Area): void {
  const { left, top, width, height, ratio, pixelFromX } = area
  const down = (row: number) => top + (row / Math.max(1, over.rows)) * height
  const rowHeight = height / Math.max(1, over.rows)
  context.save()
  if (over.pale !== null) {
    context.fillStyle = ink('var(--ground)')
    context.globalAlpha = 0.72
    for (const row of over.pale) context.fillRect(left, down(row), width, rowHeight)
    context.globalAlpha = 1
  }
  context.fillStyle = ink('var(--ground)')
  for (const row of over.lines) context.fillRect(left, Math.round(down(row) - ratio / 2), width, ratio)
  for (const { row, x } of over.ticks) drawTick(context, pixelFromX(x), down(row), rowHeight, ratio)
  for (const row of over.pinned) {
    const middle = down(row + 0.5)
    context.fillStyle = ink('var(--ink)')
    context.strokeStyle = ink('var(--surface)')
    context.lineWidth = ratio
    context.beginPath()
    context.moveTo(left, middle - PIN * ratio)
    context.lineTo(left + 1.6 * PIN * ratio, middle)
    context.lineTo(left, middle + PIN * ratio)
    context.closePath()
    context.fill()
    context.stroke()
  }
  if (over.lit !== null) {
    context.strokeStyle = ink('var(--ink)')
    context.lineWidth = ratio
    context.strokeRect(left + ratio / 2, down(over.lit) - ratio / 2, width - ratio, rowHeight + ratio)
  }
  if (over.interval !== null) drawInterval(context, over.interval, area)
  context.restore()
}

/** White within black, so that it is seen on every color. */
function drawTick(context: CanvasRenderingContext2D, x: number, top: number, height: number, ratio: number): void {
  const at = Math.round(x)
  context.fillStyle = '#000'
  context.fillRect(at - 2 * ratio, top, 4 * ratio, height)
  context.fillStyle = '#fff'
  context.fillRect(at - ratio, top, 2 * ratio, height)
}

function drawInterval(
  context: CanvasRenderingContext2D,
  interval: { readonly from: number; readonly to: number },
  { left, top, width, height, ratio, pixelFromX }: Area,
): void {
  const [from, to] = [interval.from, interval.to].map((x) => Math.min(left + width, Math.max(left, pixelFromX(x)))) as [
    number,
    number,
  ]
  context.fillStyle = ink('var(--ground)')
  context.globalAlpha = 0.5
  context.fillRect(left, top, from - left, height)
  context.fillRect(to, top, left + width - to, height)
  context.globalAlpha = 1
  context.strokeStyle = ink('var(--ink)')
  context.lineWidth = 1.5 * ratio
  context.strokeRect(from, top + ratio, to - from, height - 2 * ratio)
}

/** The handle by which the page's step is moved, on the axis beneath the plot. */
export function drawHandle(context: CanvasRenderingContext2D, at: number, area: Area): void {
  if (at < area.from || at > area.to) return
  const { ratio } = area
  const [x, y] = [area.pixelFromX(at), area.top + area.height]
  context.save()
  context.fillStyle = ink('var(--accent)')
  context.beginPath()
  context.moveTo(x, y)
  context.lineTo(x + 6 * ratio, y + 9 * ratio)
  context.lineTo(x - 6 * ratio, y + 9 * ratio)
  context.closePath()
  context.fill()
  context.restore()
}
