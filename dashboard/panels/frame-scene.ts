import type { SeriesDeclaration } from '#src/vocabulary/index.ts'
import { pointsFromColumns } from '#dashboard/series/points.ts'
import type { HeatRange } from '../plots/heat.ts'
import { axisRange, extentOf } from '../plots/envelope.ts'
import type { LineStyle } from '../plots/palette.ts'
import type { Scene } from '../plots/scene.ts'
import { lineScene } from './scene.ts'

/** Whose frame it is, and how it is drawn. */
interface Source {
  readonly declaration: SeriesDeclaration
  readonly label: string
  readonly color: string
}

/** How the curve of a law is drawn. */
export const LAW_STYLE: LineStyle = { color: 'var(--ink-2)', dash: [4, 3] }

/**
 * The scene of one frame as a curve, over the numbers that its series declares as its grid, or over 1, 2, 3 and so on; and dashed
 * upon it what theory expects of it.
 */
export function frameScene(
  values: Float64Array,
  { declaration: { name, grid }, label, color }: Source,
  { low, high, kind }: HeatRange,
  logY: boolean,
  law: Float64Array | null = null,
): Scene {
  const at = grid ?? [...values.keys()].map((i) => i + 1)
  const over = (numbers: Float64Array) => pointsFromColumns(at.slice(0, numbers.length), numbers)
  const line = { id: name, label, points: over(values), style: { color, dash: [] }, gaps: [] }
  const lines = law === null ? [line] : [line, { ...line, id: `${name}.law`, points: over(law), style: LAW_STYLE }]
  const half = grid == null ? 0.5 : 0
  const x = { from: (at[0] ?? 0) - half, to: (at.at(-1) ?? 1) + half }
  return {
    ...lineScene(lines, x, logY, null, []),
    // The range of all frames: from one to the next the axis stays. A list of sizes is seen from 0.
    y: axisRange(
      [
        logY && !(low > 0) ? null : { min: logY || kind === 'signed' ? low : Math.min(0, low), max: high },
        law === null ? null : extentOf(over(law), x.from, x.to, logY),
      ],
      logY,
      null,
    ),
  }
}
