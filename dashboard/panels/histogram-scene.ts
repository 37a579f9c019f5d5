import type { Range } from '#dashboard/series/range.ts'
import type { Stack } from '#dashboard/series/stack.ts'
import { mergedBins } from '#dashboard/series/merged-bins.ts'
import { binsOfFrame, onceAFrame, type Bin } from '#dashboard/series/tables.ts'
import { densityOf, outlineOf } from '../plots/draw-bins.ts'
import type { Area } from '../plots/draw-lines.ts'
import { ink } from '../plots/ink.ts'
import type { Scene } from '../plots/scene.ts'

/** So many ridges are told apart. */
const RIDGES = 24
/** How many times the distance of two ridges the highest one reaches. */
const OVERLAP = 3

/** The bins of a frame as they are drawn, on a linear x axis and on a logarithmic one. */
const LINEAR = onceAFrame((frame) => mergedBins(binsOfFrame(frame)))
const LOG = onceAFrame((frame) => mergedBins(binsOfFrame(frame), true))
export const drawnBins = (frame: Float64Array, logX: boolean) => (logX ? LOG : LINEAR)(frame)

/** The x axis and the highest density of histograms, for all steps alike: from one to the next nothing moves but the bins. */
export interface HistogramExtent {
  readonly x: Range
  readonly highest: number
}

const extentOnLinear = onceAFrame((frame) => extentOfBins(LINEAR(frame)))
const extentOnLog = onceAFrame((frame) => extentOfBins(LOG(frame)))
const extentOfFrame = (frame: Float64Array, logX: boolean) => (logX ? extentOnLog : extentOnLinear)(frame)

function extentOfBins(bins: readonly Bin[]) {
  const places = bins.flatMap(({ from, to }) => [from, to]).filter(Number.isFinite)
  const densities = bins.map(densityOf).filter(Number.isFinite)
  return {
    low: places.reduce((least, place) => Math.min(least, place), Infinity),
    positive: places.reduce((least, place) => (place > 0 ? Math.min(least, place) : least), Infinity),
    high: places.reduce((most, place) => Math.max(most, place), -Infinity),
    highest: densities.reduce((most, density) => Math.max(most, density), 0),
  }
}

export function extentOfHistograms(frames: readonly Float64Array[], logX: boolean): HistogramExtent {
  const extents = frames.map((frame) => extentOfFrame(frame, logX))
  const low = extents.reduce((least, extent) => Math.min(least, logX ? extent.positive : extent.low), Infinity)
  const high = extents.reduce((most, extent) => Math.max(most, extent.high), -Infinity)
  const highest = extents.reduce((most, extent) => Math.max(most, extent.highest), 0)
  return { x: low < high ? { from: low, to: high } : { from: 0, to: 1 }, highest: highest || 1 }
}

/** Histograms over the steps as ridges, the earliest in front; the one at the step that is looked at stands out. */
export function ridgeScene(
  stack: Stack,
  shown: number,
  { x, highest }: HistogramExtent,
  color: string,
  logX = false,
): Scene {
  const chosen = ridgesOf(stack, shown)
  const [first = 0, last = 0] = [stack.steps[0], stack.steps.at(-1)]
  const span = last - first || 1
  return {
    x,
    y: [first - span * 0.02, last + (span * (OVERLAP + 0.4)) / Math.max(6, chosen.length)],
    marks: [],
    paint: (context, area) => {
      const high = ((area.height * OVERLAP) / (Math.max(6, chosen.length) + OVERLAP)) * 0.95
      for (const i of chosen.toReversed()) {
        const step = stack.steps[i]!
        const bins = drawnBins(stack.frames[i]!, logX)
        drawRidge(context, bins, area, step, (density) => (density / highest) * high, step === shown ? color : null)
      }
    },
  }
}

/** Places of the ridges that are drawn: evenly over all, and the one that is looked at. */
export function ridgesOf({ steps }: Pick<Stack, 'steps'>, shown: number): number[] {
  const count = Math.min(RIDGES, steps.length)
  const even = Array.from({ length: count }, (_, i) => Math.round((i * (steps.length - 1)) / Math.max(1, count - 1)))
  return [...new Set([...even, steps.indexOf(shown)])].filter((i) => i >= 0).sort((a, b) => a - b)
}

function drawRidge(
  context: CanvasRenderingContext2D,
  bins: readonly Bin[],
  area: Area,
  step: number,
  heightOf: (density: number) => number,
  accent: string | null,
): void {
  const { outline, filled } = outlineOf(bins, area, area.pixelFromY(step), heightOf)
  context.save()
  const ground = ink('var(--surface)')
  context.fillStyle = ground
  context.fill(filled)
  if (accent !== null) {
    context.globalAlpha = 0.25
    context.fillStyle = ink(accent)
    context.fill(filled)
    context.globalAlpha = 1
  }
  context.strokeStyle = ink(accent ?? 'var(--ink-3)')
  context.lineWidth = (accent === null ? 1 : 2) * area.ratio
  context.stroke(outline)
  context.restore()
}

/** One histogram, and dashed upon it what theory expects. */
export function binScene(
  frame: Float64Array,
  law: Float64Array | null,
  { x, highest }: HistogramExtent,
  color: string,
  logX = false,
): Scene {
  const expected = law === null ? 0 : extentOfFrame(law, logX).highest
  return {
    x,
    y: [0, Math.max(highest, expected) * 1.05],
    marks: [],
    paint: (context, area) => {
      const base = area.pixelFromY(0)
      const heightOf = (density: number) => base - area.pixelFromY(density)
      const { outline, filled } = outlineOf(drawnBins(frame, logX), area, base, heightOf)
      context.save()
      context.fillStyle = ink(color)
      context.globalAlpha = 0.25
      context.fill(filled)
      context.globalAlpha = 1
      context.strokeStyle = ink(color)
      context.lineWidth = 1.5 * area.ratio
      context.stroke(outline)
      if (law !== null) {
        context.strokeStyle = ink('var(--ink)')
        context.setLineDash([4 * area.ratio, 3 * area.ratio])
        context.stroke(outlineOf(drawnBins(law, logX), area, base, heightOf).outline)
      }
      context.restore()
    },
  }
}
