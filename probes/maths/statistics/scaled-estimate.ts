import { estimate, type Estimate } from '#src/vocabulary/index.ts'
import { timesPowerOfTwo } from '#probes/maths/algebra/wide.ts'

/** What was estimated of numbers that had been divided by a power of two, in their own unit: value and error. */
export function scaledEstimate({ estimate: value, standardError }: Estimate, exponent: number, factor = 1): Estimate {
  const scaled = (number: number) => timesPowerOfTwo(factor * number, exponent)
  return estimate(scaled(value), Math.abs(scaled(standardError)))
}
