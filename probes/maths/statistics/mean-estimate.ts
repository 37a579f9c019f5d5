import { estimate, type Estimate } from '#src/vocabulary/index.ts'
import { ordinaryNumbers } from '#probes/maths/algebra/ordinary-size.ts'
import { timesPowerOfTwo } from '#probes/maths/algebra/wide.ts'

/** The mean of independent draws, with its standard error √(variance/n); of one draw the error is not known. */
export function meanEstimate(values: ArrayLike<number>): Estimate {
  const { data: draws, exponent } = ordinaryNumbers(Float64Array.from(values))
  const n = draws.length
  let mean = 0
  for (let i = 0; i < n; i++) mean += (draws[i] ?? 0) / n
  let squares = 0
  for (let i = 0; i < n; i++) squares += ((draws[i] ?? 0) - mean) ** 2
  return inUnit(mean, Math.sqrt(squares / (n - 1) / n), exponent)
}

/** The same, divided once at the end: the last bits of curves that are kept are those of this order. */
export function meanOfDraws(values: readonly number[]): Estimate {
  const { data: draws, exponent } = ordinaryNumbers(Float64Array.from(values))
  const mean = draws.reduce((sum, draw) => sum + draw, 0) / draws.length
  const variance = draws.reduce((sum, draw) => sum + (draw - mean) ** 2, 0) / (draws.length - 1)
  return inUnit(mean, Math.sqrt(variance / draws.length), exponent)
}

/** Of draws that were divided by a power of two. */
function inUnit(mean: number, standardError: number, exponent: number): Estimate {
  return estimate(timesPowerOfTwo(mean, exponent), timesPowerOfTwo(standardError, exponent))
}

/** The ratio of two means over the same draws, with its standard error to first order (the delta method). */
export function ratioEstimate(numerators: readonly number[], denominators: readonly number[]): Estimate {
  const [upper, lower] = [numerators, denominators].map((draws) => ordinaryNumbers(Float64Array.from(draws)))
  const { estimate: value, standardError } = ratioOf(upper!.data, lower!.data)
  return inUnit(value, standardError, upper!.exponent - lower!.exponent)
}

function ratioOf(above: Float64Array, below: Float64Array): Estimate {
  const n = below.length
  const [top, bottom] = [above, below].map((draws) => meanEstimate(draws).estimate) as [number, number]
  const ratio = top / bottom
  const squares = above.reduce((sum, value, i) => sum + (value - ratio * (below[i] ?? 0)) ** 2, 0)
  return estimate(ratio, Math.sqrt(squares / (n - 1) / n) / Math.abs(bottom))
}
