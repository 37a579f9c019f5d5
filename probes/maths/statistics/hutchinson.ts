import type { RandomStream } from '#src/vocabulary/random.ts'
import type { Estimate } from '#src/vocabulary/index.ts'
import type { Operator } from '#probes/maths/algebra/lanczos.ts'
import { meanEstimate } from '#probes/maths/statistics/mean-estimate.ts'
import { dot, signVector } from '#probes/maths/algebra/vectors.ts'

/**
 * The trace from vᵀAv for random signs v. Off-diagonal entries alone make it vary, by 2(‖A‖² − Σ A_ii²) a draw: of a
 * diagonal matrix one draw is exact.
 */
export function traceEstimate(times: Operator, size: number, draws: number, random: RandomStream): Estimate {
  const found = Float64Array.from({ length: draws }, () => {
    const signs = signVector(size, random)
    return dot(times(signs.slice()), signs)
  })
  return meanEstimate(found)
}
