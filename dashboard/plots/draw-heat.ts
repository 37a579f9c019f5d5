import type { Gap } from '#dashboard/series/gap.ts'
import { heightOf, type Stack } from '#dashboard/series/stack.ts'
import type { Area } from './draw-lines.ts'
import { heatPixel, type HeatRange } from './heat.ts'

/**
 * Draws frames as columns of color: each frame reaches from its own step to the next one's, or to the begin of a
 * gap in which nobody measured. Its first value is on top, or at the bottom where its rows count upwards.
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
  for (let i = 0; i < xs.length; i++) {
    const after = xs[i + 1] ?? area.to
    const next = gaps.find(({ from, to }) => xs[i]! <= from && from < after && to <= after)?.from ?? after
    if (next < area.from || xs[i]! > area.to) continue
    const left = Math.floor(area.pixelFromX(xs[i]!))
    const right = Math.ceil(area.pixelFromX(next))
    context.drawImage(strip, i, 0, 1, height, left, area.top, Math.max(1, right - left), area.height)
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
