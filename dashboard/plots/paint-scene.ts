import uPlot from 'uplot'
import type { Area } from './draw-lines.ts'
import { drawMarks } from './draw-marks.ts'
import type { Scene } from './scene.ts'

/** Draws a scene between the axes of a plot: what it paints itself, and its marks over that. */
export function paintScene(plot: uPlot, scene: Scene | null): void {
  if (scene === null) return
  const { ctx: context, bbox } = plot
  const area: Area = {
    ...bbox,
    ratio: uPlot.pxRatio,
    from: scene.x.from,
    to: scene.x.to,
    pixelFromX: pixelsFrom(plot.scales.x!, bbox.left, bbox.left + bbox.width),
    pixelFromY: pixelsFrom(plot.scales.y!, bbox.top + bbox.height, bbox.top),
  }
  context.save()
  context.beginPath()
  context.rect(bbox.left, bbox.top, bbox.width, bbox.height)
  context.clip()
  drawMarks(context, scene.marks, area, scene.paint(context, area))
  context.restore()
}

/** A value's place along an axis, in device pixels: what uPlot's valToPos does, without its look-ups for every point. */
function pixelsFrom({ min, max, fwd, dir }: uPlot.Scale, start: number, end: number): (value: number) => number {
  const forward = fwd!
  const low = forward(min!)
  const [from, to] = dir === -1 ? [end, start] : [start, end]
  const scale = (to - from) / (forward(max!) - low)
  return (value) => from + (forward(value) - low) * scale
}
