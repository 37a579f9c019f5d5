import type { Points } from '#dashboard/series/points.ts'
import { columnsOf } from './envelope.ts'
import { ink } from './ink.ts'
import type { LineStyle } from './palette.ts'

/** A curve on a chart: its points, in the units of the chart's x axis. */
export interface Line {
  readonly id: string
  readonly label: string
  readonly points: Points
  readonly style: LineStyle
  /** Stretches of the x axis in which nobody measured: the line breaks there. */
  readonly gaps: readonly { readonly from: number; readonly to: number }[]
}

/** Where on the canvas a chart draws, in device pixels. */
export interface Area {
  readonly left: number
  readonly top: number
  readonly width: number
  readonly height: number
  readonly ratio: number
  readonly from: number
  readonly to: number
  readonly pixelFromX: (x: number) => number
  readonly pixelFromY: (y: number) => number
}

/**
 * Draws a curve: the last value of each column as a line and, where a column holds several, a stroke from its smallest
 * finite value to its largest. A line breaks at what has no place on the axis (NaN, infinities, and 0 on a log axis); what
 * has one is drawn beside it.
 */
export function drawLine(context: CanvasRenderingContext2D, line: Line, area: Area): void {
  const columns = columnsOf(line.points, area.from, area.to, area.pixelFromX)
  const color = ink(line.style.color)
  context.strokeStyle = color
  context.lineJoin = 'bevel'
  const gaps = line.gaps.map(({ from, to }) => ({ from: area.pixelFromX(from), to: area.pixelFromX(to) }))
  // A column stands on a whole pixel, up to one away from its step.
  const spansGap = (i: number) => gaps.some(({ from, to }) => columns.x[i - 1]! <= from + 1 && columns.x[i]! >= to - 1)
  const whiskers = new Path2D()
  const path = new Path2D()
  /** What stands in a column whose last value has no place: as wide as the column, so that such columns join. */
  const beside = new Path2D()
  let open = false
  let alone: { x: number; y: number } | null = null
  const dots: { x: number; y: number }[] = []
  for (let i = 0; i < columns.length; i++) {
    const x = columns.x[i]!
    const y = area.pixelFromY(columns.last[i]!)
    const low = area.pixelFromY(columns.min[i]!)
    const high = area.pixelFromY(columns.max[i]!)
    if (high !== low && Number.isFinite(high)) {
      whiskers.moveTo(x, Number.isFinite(low) ? low : area.top + area.height)
      whiskers.lineTo(x, high)
    }
    if (open && gaps.length > 0 && spansGap(i)) {
      if (alone !== null) dots.push(alone)
      open = false
    }
    if (!Number.isFinite(y)) {
      if (alone !== null) dots.push(alone)
      open = false
      alone = null
      if (!Number.isFinite(high)) continue
      const isApart = !(x - columns.x[i - 1]! <= 2) && !(columns.x[i + 1]! - x <= 2)
      if (isApart) dots.push({ x, y: high })
      else for (const end of low === high ? [high] : [low, high]) bar(beside, x, end)
    } else if (open) {
      path.lineTo(x, y)
      alone = null
    } else {
      path.moveTo(x, y)
      open = true
      alone = { x, y }
    }
  }
  if (alone !== null) dots.push(alone)
  context.globalAlpha = 0.4
  context.setLineDash([])
  context.lineWidth = 1
  context.stroke(whiskers)
  context.globalAlpha = 1
  context.setLineDash(line.style.dash.map((length) => length * area.ratio))
  strokeThick(context, path, area.ratio)
  context.setLineDash([])
  strokeThick(context, beside, area.ratio)
  context.fillStyle = color
  for (const { x, y } of dots) {
    context.beginPath()
    context.arc(x, y, 2 * area.ratio, 0, 2 * Math.PI)
    context.fill()
  }
}

function bar(path: Path2D, x: number, y: number): void {
  if (!Number.isFinite(y)) return
  path.moveTo(x - 0.5, y)
  path.lineTo(x + 0.5, y)
}

/**
 * Strokes a path 1.5 CSS pixels wide out of hairlines, side by side. Without a GPU, a stroke of one device pixel takes
 * a browser 0.2 ms for a noisy curve of 600 points and a stroke of 1.5 takes 10 ms (Chromium 14x, measured): the
 * difference between fifty live curves and a slide show.
 */
export function strokeThick(context: CanvasRenderingContext2D, path: Path2D, ratio: number): void {
  const reach = (1.5 * ratio - 1) / 2
  const places =
    reach < 0.5
      ? [
          [-reach, -reach],
          [reach, reach],
        ]
      : [
          [-reach, -reach],
          [reach, -reach],
          [0, 0],
          [-reach, reach],
          [reach, reach],
        ]
  context.lineWidth = 1
  for (const [x, y] of places as [number, number][]) {
    context.translate(x, y)
    context.stroke(path)
    context.translate(-x, -y)
  }
}
