import type { Places } from '#src/vocabulary/index.ts'

/** Values over a plane, row by row from the least y; places ascend, and null or NaN stands where there is no value. */
export interface Grid {
  readonly xs: readonly number[]
  readonly ys: readonly number[]
  readonly values: readonly (number | null)[]
}

/**
 * Where in each row the values first pass a level from below, between two places by the straight line of their logarithms.
 * A row that does not has no place.
 */
export function crossings({ xs, ys, values }: Grid, level: number): Places {
  const found = ys.flatMap((y, row) => {
    const heights = values
      .slice(row * xs.length, (row + 1) * xs.length)
      .map((value) => Math.log((value ?? NaN) / level))
    const at = heights.findIndex((height, i) => i > 0 && heights[i - 1]! < 0 && height >= 0)
    if (at < 0) return []
    const [below, above] = [heights[at - 1]!, heights[at]!]
    const share = below === -Infinity ? 1 : -below / (above - below)
    return [[xs[at - 1]! + share * (xs[at]! - xs[at - 1]!), y] as const]
  })
  return { x: found.map(([x]) => x), y: found.map(([, y]) => y) }
}
