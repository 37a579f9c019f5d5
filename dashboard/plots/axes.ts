import uPlot from 'uplot'
import { tickTexts } from '#src/figures/tick-text.ts'
import { linearTicks, logStepTicks, logTicks, symmetricLogTicks } from '#src/figures/axis.ts'
import { fittingLabels, overhang, type Label } from '#src/figures/fit-labels.ts'
import { ink } from './ink.ts'
import { measureOf, xAxisOf, yAxisOf } from '#src/figures/measure.ts'
import type { PlotArea, Scene } from './scene.ts'
import { AXIS_FONT, widthOn } from './text-width.ts'

/** The least width of a value axis: where labels are short, the x axes of charts above each other line up to the pixel. */
const LEAST_WIDTH = 52
const TICK_GAP_X = 74
const TICK_GAP_Y = 34
/** From the axis to its labels, and from them to the edge. */
const GAP = 6
const EDGE = 4

/** What is drawn along both edges, and the room that it takes. */
export interface Axes {
  readonly axes: uPlot.Axis[]
  /** Room at the right for the half of the last label that reaches beyond the axis. */
  readonly rightOf: () => number
}

/** The two axes: quiet hairlines and tabular numbers, ticks from our own pure functions, as wide as their labels. */
export function axesFor(frame: PlotArea, shown: () => Scene | null): Axes {
  const { logX, xIsValue = false, logY, xText } = frame
  const textsOfX = xText === undefined ? tickTexts : (ticks: readonly number[]) => ticks.map(xText)
  let right = 0
  const quiet: uPlot.Axis = {
    stroke: () => ink('var(--ink-3)'),
    font: AXIS_FONT,
    gap: GAP,
    grid: { stroke: () => ink('var(--grid)'), width: 1 },
    ticks: { show: false },
    border: { show: false },
    filter: (_self, splits) => splits,
  }
  const along = (labelsOf: (self: uPlot) => readonly PlacedLabel[]): Pick<uPlot.Axis, 'splits' | 'values'> => {
    let now: readonly PlacedLabel[] = []
    return {
      splits: (self) => (now = labelsOf(self)).map(({ share }) => share),
      values: () => now.map(({ text }) => text),
    }
  }
  const labelsOfX = ({ bbox, ctx }: uPlot) => {
    const [scene, width] = [shown(), bbox.width / uPlot.pxRatio]
    if (scene === null) return []
    const { shareFromValue } = measureOf(scene.x, xAxisOf(frame))
    const ticks = !logX || frame.signedX === true ? linearTicks : xIsValue ? logTicks : logStepTicks
    const ticksFor = (room: number) =>
      frame.xTicks === undefined
        ? ticks(scene.x.from, scene.x.to, room)
        : thinned(frame.xTicks, room).filter((at) => at >= scene.x.from && at <= scene.x.to)
    const labels = fittingLabels(
      (room) => placed(ticksFor(room), shareFromValue, textsOfX, width),
      Math.max(2, Math.floor(width / TICK_GAP_X)),
      widthOn(ctx),
    )
    right = Math.ceil(overhang(labels, width, widthOn(ctx)))
    return labels
  }
  const labelsOfY = ({ bbox }: uPlot) => {
    const [scene, height] = [shown(), bbox.height / uPlot.pxRatio]
    if (scene === null) return []
    const [from, to] = scene.y
    if (frame.yLabels !== undefined) return namedRows(frame.yLabels, { from, to }, height)
    const room = Math.max(2, Math.floor(height / TICK_GAP_Y))
    const { symmetricY = null } = frame
    const ticks =
      symmetricY === null
        ? (logY ? logTicks : linearTicks)(from, to, room)
        : symmetricLogTicks(from, to, symmetricY, room)
    return placed(ticks, measureOf({ from, to }, yAxisOf(frame)).shareFromValue, tickTexts, height)
  }
  return {
    rightOf: () => right,
    axes: [
      {
        ...quiet,
        size: 26,
        grid: { ...quiet.grid, show: false },
        border: { show: true, stroke: () => ink('var(--line)'), width: 1 },
        ticks: { show: true, stroke: () => ink('var(--line)'), width: 1, size: 4 },
        gap: 4,
        ...along(labelsOfX),
      },
      {
        ...quiet,
        ...(frame.yLabels === undefined ? {} : { grid: { show: false } }),
        ...along(labelsOfY),
        size: ({ ctx }, texts) => Math.max(LEAST_WIDTH, Math.ceil(widest(texts, widthOn(ctx)) + GAP + EDGE)),
      },
    ],
  }
}

interface PlacedLabel extends Label {
  readonly share: number
}

function placed(
  ticks: readonly number[],
  shareFromValue: (value: number) => number,
  textsOf: (ticks: readonly number[]) => readonly string[],
  length: number,
): PlacedLabel[] {
  const texts = textsOf(ticks)
  return ticks.flatMap((tick, i) => {
    const share = shareFromValue(tick)
    return Number.isFinite(share) ? [{ text: texts[i]!, share, at: share * length }] : []
  })
}

/** Least distance of two names along the value axis, in CSS pixels. */
const NAME_GAP = 13

/** Names of rows, as far as there is room for them. */
function namedRows(
  names: readonly { readonly at: number; readonly text: string }[],
  { from, to }: { readonly from: number; readonly to: number },
  height: number,
): PlacedLabel[] {
  const labels: PlacedLabel[] = []
  for (const { at, text } of names) {
    const share = (at - from) / (to - from)
    const last = labels.at(-1)
    if (last === undefined || (share - last.share) * height >= NAME_GAP)
      labels.push({ text, share, at: share * height })
  }
  return labels
}

/** As many of some ticks as there is room for, evenly taken. */
function thinned(ticks: readonly number[], room: number): readonly number[] {
  const stride = Math.max(1, Math.ceil(ticks.length / Math.max(1, room)))
  return ticks.filter((_, i) => i % stride === 0)
}

function widest(texts: readonly string[] | null, widthOf: (text: string) => number): number {
  return Math.max(0, ...(texts ?? []).map(widthOf))
}
