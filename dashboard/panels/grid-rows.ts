import type { Range } from '#dashboard/series/range.ts'

/**
 * The stretch of the value axis that a waterfall of frames covers where its rows stand at numbers evenly apart (eigenvalues,
 * overlaps): half a row beyond the first and the last. Null where they do not, or not every row has one: rows are counted then.
 */
export function spanOfRows(grid: readonly number[] | null | undefined, rows: number): Range | null {
  const first = grid?.[0]
  const last = grid?.[rows - 1]
  if (grid == null || rows < 2 || first === undefined || last === undefined) return null
  const step = (last - first) / (rows - 1)
  const isEven = step > 0 && grid.slice(0, rows).every((at, i) => Math.abs(at - (first + i * step)) < 1e-6 * step)
  return isEven ? { from: first - step / 2, to: last + step / 2 } : null
}
