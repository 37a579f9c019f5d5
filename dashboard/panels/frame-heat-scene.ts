import type { Gap } from '#dashboard/series/gap.ts'
import type { Range } from '#dashboard/series/range.ts'
import { heightOf, type Stack } from '#dashboard/series/stack.ts'
import { drawDamaged, type Damaged } from '../plots/draw-damaged.ts'
import { drawFilled, type Filled } from '../plots/draw-filled.ts'
import { drawHeat } from '../plots/draw-heat.ts'
import type { ChartMark } from '../plots/draw-marks.ts'
import type { HeatRange } from '../plots/heat.ts'
import type { Scene } from '../plots/scene.ts'

/** The scene of frames over the x axis, value as color: place in the frame downwards from 1, or upwards over the numbers of its grid. */
export function heatScene(
  stack: Stack,
  places: readonly number[],
  range: HeatRange,
  x: Range,
  marks: readonly ChartMark[],
  gaps: readonly Gap[] = [],
  filled: readonly Filled[] = [],
  damaged: readonly Damaged[] = [],
  rows: Range | null = null,
): Scene {
  return {
    x,
    y: rows === null ? [0.5, heightOf(stack) + 0.5] : [rows.from, rows.to],
    marks,
    paint: (context, area) => {
      drawHeat(context, stack, places, gaps, range, area, rows !== null)
      drawDamaged(context, damaged, area)
      drawFilled(context, filled, area)
    },
  }
}
