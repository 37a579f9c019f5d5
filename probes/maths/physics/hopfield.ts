import type { Matrix } from '#probes/maths/algebra/linear-algebra.ts'

/** ξ^μ · s/N of every pattern, in float64. */
export function overlapsWithPatterns({ rows, cols, data }: Matrix, state: Float64Array): Float64Array {
  const overlaps = new Float64Array(rows)
  for (let at = 0; at < data.length; at++) {
    const pattern = Math.floor(at / cols)
    overlaps[pattern] = (overlaps[pattern] ?? 0) + (data[at] ?? 0) * (state[at % cols] ?? 0)
  }
  return overlaps.map((sum) => sum / cols)
}
