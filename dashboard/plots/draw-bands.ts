import type { Area } from './draw-lines.ts'
import { isWithin, MARK_COLORS, type ChartMark, type MarkPainter } from './draw-marks.ts'
import { ink } from './ink.ts'
import { inLanes, merged, type Span } from '#src/figures/spans.ts'

/** How much of its color the ground of a band has: where the transition is on for sure, and where it may have begun. */
const SURE = 0.13
const MAYBE = 0.06
/** What goes on has this much left of it at the right end of a chart. */
const FADED = 0.04
/** Bars over the bands, in CSS pixels: below the bars of notes, in so many lanes where bands overlap. */
const TOP = 5
const BAR = 3
const PITCH = 5
const LANES = 3
/** A band on a single step has a bar so wide, so that it is seen. */
const NARROWEST = 5
/** More bands than these would be a fence before the curves: they have no more than their bars. */
const MANY = 20

/** A band in device pixels: from its onset to its end, and where the onset lies. */
interface Placed extends Span {
  readonly low: number
  readonly high: number
  /** Whether the chart shows where it begins, and where it ends. */
  readonly begins: boolean
  readonly ends: boolean
  readonly open: boolean
}

/**
 * Draws transitions as bands: their ground is shaded under the curves, paler where the onset may lie, and over them a bar goes from the
 * onset to the end, with the interval as a whisker. However many there are, what overlaps is shaded once.
 */
export const BANDS: MarkPainter = { under: shadeBands, over: drawBands }

function shadeBands(context: CanvasRenderingContext2D, marks: readonly ChartMark[], area: Area): void {
  const bands = placedBands(marks, area)
  const { left, top, width, height } = area
  const right = left + width
  const fill = ({ from, to }: Span) => context.fillRect(from, top, to - from, height)
  context.save()
  context.fillStyle = ink(MARK_COLORS.mark)
  context.globalAlpha = MAYBE
  for (const stretch of merged(bands.map(({ low, high }) => ({ from: low, to: high })))) fill(stretch)
  context.globalAlpha = SURE
  for (const stretch of merged(bands.filter(({ open }) => !open).map(sureOf))) fill(stretch)
  const [first] = bands.filter(({ open }) => open).toSorted((a, b) => a.high - b.high)
  if (first !== undefined && first.high < right) {
    // It has no end: its ground fades.
    const fading = context.createLinearGradient(first.high, 0, right, 0)
    fading.addColorStop(0, ink(MARK_COLORS.mark))
    fading.addColorStop(1, ink(`color-mix(in srgb, ${MARK_COLORS.mark} ${(100 * FADED) / SURE}%, transparent)`))
    context.fillStyle = fading
    fill({ from: first.high, to: right })
  }
  context.restore()
}

function drawBands(context: CanvasRenderingContext2D, marks: readonly ChartMark[], area: Area): void {
  const { ratio, top, height } = area
  const bands = placedBands(marks, area)
  const areMany = bands.length > MANY
  const color = ink(MARK_COLORS.mark)
  const ground = ink('var(--surface)')
  context.save()
  context.fillStyle = color
  context.globalAlpha = 0.45
  for (const { to, ends, from } of areMany ? [] : bands)
    if (ends && to > from) for (let y = top; y < top + height; y += 6 * ratio) context.fillRect(to, y, ratio, 3 * ratio)
  inLanes(bands, LANES, 0).forEach((lane, i) => {
    const at = top + (TOP + i * PITCH) * ratio
    for (const { from, to, low, high, begins, open } of lane) {
      const wide = Math.max(to - from, begins ? (areMany ? 2 : NARROWEST) * ratio : 0)
      const isSplit = high > low && !areMany
      const middle = at + ((BAR - 1) / 2) * ratio
      // A picture may be of any color: what stands on it has a rim of the ground.
      context.globalAlpha = 0.85
      context.fillStyle = ground
      context.fillRect(from - ratio, at - ratio, wide + 2 * ratio, (BAR + 2) * ratio)
      if (isSplit) context.fillRect(low - ratio, middle - ratio, high - low + 2 * ratio, 3 * ratio)
      context.globalAlpha = 1
      context.fillStyle = open ? fadingBar(context, color, from, from + wide) : color
      context.fillRect(from, at, wide, BAR * ratio)
      context.fillStyle = color
      if (isSplit) {
        context.fillRect(low, middle, high - low, ratio)
        for (const end of [low, high - ratio]) context.fillRect(end, at - ratio, ratio, (BAR + 2) * ratio)
      }
    }
  })
  context.restore()
}

function fadingBar(context: CanvasRenderingContext2D, color: string, from: number, to: number): CanvasGradient {
  const fading = context.createLinearGradient(from, 0, to, 0)
  fading.addColorStop(0, color)
  fading.addColorStop(1, ink(`color-mix(in srgb, ${MARK_COLORS.mark} 25%, transparent)`))
  return fading
}

/** Where a band is for sure: once the onset can lie no later. */
function sureOf({ high, to }: Placed): Span {
  return { from: Math.min(high, to), to }
}

function placedBands(marks: readonly ChartMark[], area: Area): Placed[] {
  const { from: first, to: last, pixelFromX } = area
  const pixel = (x: number) => Math.round(pixelFromX(Math.min(last, Math.max(first, x))))
  return marks
    .filter((mark) => mark.drawnBy === BANDS && isWithin({ ...mark, x: mark.fringe?.from ?? mark.x }, area))
    .map(({ x, to = x, fringe }) => ({
      from: pixel(x),
      to: pixel(to),
      low: pixel(fringe?.from ?? x),
      high: pixel(fringe?.to ?? x),
      begins: x >= first && x <= last,
      ends: to >= first && to <= last,
      open: to === Infinity,
    }))
}
