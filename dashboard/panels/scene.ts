import type { Range } from '#dashboard/series/range.ts'
import type { Scene } from '../plots/scene.ts'
import { drawDamaged, type Damaged } from '../plots/draw-damaged.ts'
import { drawFilled, type Filled } from '../plots/draw-filled.ts'
import { drawLevels, writeLevels, type Level } from '../plots/draw-levels.ts'
import { drawLine, type Line } from '../plots/draw-lines.ts'
import { drawNotFinite } from '../plots/draw-not-finite.ts'
import type { ChartMark } from '../plots/draw-marks.ts'
import { symmetricLog } from '#src/figures/measure.ts'
import { axisRange, extentOf, symmetricRange } from '../plots/envelope.ts'

/** The scene of a chart of lines over a stretch of the x axis. */
export function lineScene(
  lines: readonly Line[],
  x: Range,
  logY: boolean,
  declared: readonly [number, number] | null,
  marks: readonly ChartMark[],
  levels: readonly Level[] = [],
  filled: readonly Filled[] = [],
  damaged: readonly Damaged[] = [],
): Scene {
  const placed = levels.filter(({ value }) => Number.isFinite(value) && (!logY || value > 0))
  const y = axisRange(
    [
      ...lines.map(({ points }) => extentOf(points, x.from, x.to, logY)),
      ...placed.map(({ value }) => ({ min: value, max: value })),
    ],
    logY,
    declared,
  )
  return {
    x,
    y,
    marks,
    paint: (context, area) => {
      drawDamaged(context, damaged, area)
      drawLevels(context, placed, area)
      for (const line of lines) drawLine(context, line, area)
      drawFilled(context, filled, area)
      writeLevels(context, placed, area)
    },
    paintBeside: (context, area) =>
      drawNotFinite(
        context,
        lines.map(({ points }) => points),
        area,
      ),
  }
}

/** How far apart values are that a chart tells apart, times a hundred: of a log axis over decades, every digit tells. */
export function spanOf({ y: [from, to] }: Scene, logY: boolean): number {
  const span = to - from
  return (logY && to > 10 * from) || !Number.isFinite(span) ? Infinity : span
}

/** The same scene with 0 in the middle, so that what is above and below can be told by eye. */
export function aroundZero(scene: Scene): Scene {
  const reach = Math.max(...scene.y.map(Math.abs))
  return { ...scene, y: [-reach, reach] }
}

/** The same scene on a symmetric logarithmic axis: what it holds are the lines, with as much air as anywhere. */
export function onSymmetricLog(scene: Scene, lines: readonly Line[], threshold: number): Scene {
  const extents = lines.map(({ points }) => extentOf(points, scene.x.from, scene.x.to, false))
  return { ...scene, y: symmetricRange(extents, symmetricLog(threshold)) }
}
