import type { SeriesDeclaration } from '#src/vocabulary/index.ts'
import { pointsFromColumns } from '#dashboard/series/points.ts'
import type { HeatRange } from '../plots/heat.ts'
import { axisRange } from '../plots/envelope.ts'
import type { Scene } from '../plots/scene.ts'
import { lineScene } from './scene.ts'

/** Whose frame it is, and how it is drawn. */
interface Source {
  readonly declaration: SeriesDeclaration
  readonly label: string
  readonly color: string
}

/** The scene of one frame as a curve: over the numbers that its series declares as its grid, or over 1, 2, 3 and so on. */
export function frameScene(
  values: Float64Array,
  { declaration: { name, grid }, label, color }: Source,
  { low, high, kind }: HeatRange,
  logY: boolean,
): Scene {
  const at = grid ?? [...values.keys()].map((i) => i + 1)
  const points = pointsFromColumns(at.slice(0, values.length), values)
  const line = { id: name, label, points, style: { color, dash: [] }, gaps: [] }
  const half = grid == null ? 0.5 : 0
  const x = { from: (at[0] ?? 0) - half, to: (at.at(-1) ?? 1) + half }
  return {
    ...lineScene([line], x, logY, null, []),
    // The range of all frames: from one to the next the axis stays. A list of sizes is seen from 0.
    y: axisRange(
      [logY && !(low > 0) ? null : { min: logY || kind === 'signed' ? low : Math.min(0, low), max: high }],
      logY,
      null,
    ),
  }
}
