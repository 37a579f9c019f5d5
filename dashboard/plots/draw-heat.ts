import type { Gap } from '#dashboard/series/gap.ts'
import { heightOf, type Stack } from '#dashboard/series/stack.ts'
import { columnEnds } from './column-ends.ts'
import type { Area } from './draw-lines.ts'
import { heatPixel, type HeatRange } from './heat.ts'

/** A single frame is seen, and does not stand for more: a hundredth of the axis. */
const ALONE = 0.01

/**
 * Draws frames as columns of color: each reaches from its own step as far as it stands for what came after it
 * (`columnEnds`); behind that nothing was measured, and nothing is drawn. Its first value is on top, or at the bottom
 * where its rows count upwards.
 * Rendered once per change into a small image of one pixel a value, then stretched over the axis.
 */
export function drawHeat(
  context: CanvasRenderingContext2D,
  stack: Stack,
  xs: readonly number[],
  gaps: readonly Gap[],
  range: HeatRange,
  area: Area,
  upwards = false,
): void {
  const height = heightOf(stack)
  context.save()
  context.imageSmoothingEnabled = false
  if (upwards) {
    context.translate(0, 2 * area.top + area.height)
    context.scale(1, -1)
  }
  const strip = stripFor(stack, height, range)
  const ends = columnEnds(xs, gaps)
  const alone = Math.ceil(area.width * ALONE)
  for (let i = 0; i < xs.length; i++) {
    const end = Math.min(ends[i]!, area.to)
    if (end < area.from || xs[i]! > area.to) continue
    const left = Math.floor(area.pixelFromX(xs[i]!))
    const width = Number.isNaN(end) ? alone : Math.max(1, Math.ceil(area.pixelFromX(end)) - left)
    context.drawImage(strip, i, 0, 1, height, left, area.top, width, area.height)
  }
  context.restore()
}

const strips = new WeakMap<Stack, HeatRange & { canvas: OffscreenCanvas }>()

/** The picture of a stack, one pixel a value; kept as long as the stack and its color range stay. */
function stripFor(stack: Stack, height: number, range: HeatRange): OffscreenCanvas {
  const known = strips.get(stack)
  if (known !== undefined && known.low === range.low && known.high === range.high && known.kind === range.kind)
    return known.canvas
  const width = Math.max(1, stack.frames.length)
  const canvas = new OffscreenCanvas(width, height)
  const image = new ImageData(width, height)
  const pixels = new Uint32Array(image.data.buffer)
  stack.frames.forEach((frame, x) => {
    for (let y = 0; y < frame.length; y++) pixels[y * width + x] = heatPixel(frame[y]!, range)
  })
  canvas.getContext('2d')?.putImageData(image, 0, 0)
  strips.set(stack, { canvas, ...range })
  return canvas
}
