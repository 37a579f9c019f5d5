import uPlot from 'uplot'
import type { Area } from './draw-lines.ts'
import { drawMarks, writeMarks } from './draw-marks.ts'
import { measureOf, xAxisOf, yAxisOf } from '#src/figures/measure.ts'
import type { PlotArea, Scene } from './scene.ts'

/** Draws a scene between the axes of a plot: what it paints itself, and its marks over that. */
export function paintScene(plot: uPlot, frame: PlotArea, scene: Scene | null): void {
  if (scene === null) return
  const { ctx: context, bbox } = plot
  const [from, to] = scene.y
  const x = measureOf(scene.x, xAxisOf(frame))
  const y = measureOf({ from, to }, yAxisOf(frame))
  const { left, top, width, height } = bbox
  const area: Area = {
    ...bbox,
    ratio: uPlot.pxRatio,
    from: scene.x.from,
    to: scene.x.to,
    pixelFromX: (value) => left + x.shareFromValue(value) * width,
    pixelFromY: (value) => top + (frame.flippedY ? y.shareFromValue(value) : 1 - y.shareFromValue(value)) * height,
  }
  const painters = new Set(scene.marks.flatMap(({ drawnBy }) => drawnBy ?? []))
  context.save()
  context.beginPath()
  context.rect(left, top, width, height)
  context.clip()
  try {
    for (const { under } of painters) under(context, scene.marks, area)
    scene.paint(context, area)
    for (const { over } of painters) over(context, scene.marks, area)
    drawMarks(context, scene.marks, area)
  } finally {
    context.restore()
  }
  scene.paintBeside?.(context, area)
  writeMarks(context, scene.marks, area)
}
