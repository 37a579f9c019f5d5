import uPlot from 'uplot'
import { linearTicks, logStepTicks, logTicks } from './axis.ts'
import type { PlotArea } from './scene.ts'
import { LABEL_FONT } from './draw-marks.ts'
import type { Axis } from './gestures.ts'
import { ink } from './ink.ts'
import { tickText } from '#dashboard/text/format.ts'

/** Every value axis is as wide as every other: the x axes of charts above each other line up to the pixel. */
const AXIS_WIDTH = 52
const TICK_GAP_X = 74
const TICK_GAP_Y = 34

/** A uPlot scale from a pair of functions; its range is set by whoever draws. */
export function scaleFor({ forward, backward }: Axis): Pick<uPlot.Scale, 'distr' | 'fwd' | 'bwd' | 'auto'> {
  return { distr: 100, fwd: forward, bwd: backward, auto: false }
}

/** The two axes: quiet hairlines and tabular numbers, ticks from our own pure functions. */
export function axesFor({ logX, logY, xText, yText }: PlotArea): uPlot.Axis[] {
  const quiet: uPlot.Axis = {
    stroke: () => ink('var(--ink-3)'),
    font: `400 11px ${LABEL_FONT}`,
    gap: 6,
    grid: { stroke: () => ink('var(--grid)'), width: 1 },
    ticks: { show: false },
    border: { show: false },
    filter: (_self, splits) => splits,
  }
  const room = (pixels: number, gap: number) => Math.max(2, Math.floor(pixels / gap))
  return [
    {
      ...quiet,
      size: 26,
      grid: { ...quiet.grid, show: false },
      border: { show: true, stroke: () => ink('var(--line)'), width: 1 },
      ticks: { show: true, stroke: () => ink('var(--line)'), width: 1, size: 4 },
      gap: 4,
      splits: (self, _axis, min, max) =>
        (logX ? logStepTicks : linearTicks)(min, max, room(self.bbox.width / uPlot.pxRatio, TICK_GAP_X)),
      values: (_self, splits) => splits.map(xText),
    },
    {
      ...quiet,
      size: AXIS_WIDTH,
      splits: (self, _axis, min, max) =>
        (logY ? logTicks : linearTicks)(min, max, room(self.bbox.height / uPlot.pxRatio, TICK_GAP_Y)),
      values: (_self, splits) => splits.map(yText ?? tickText),
    },
  ]
}
