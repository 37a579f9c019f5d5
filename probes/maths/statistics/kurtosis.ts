import type { Matrix } from '#probes/maths/algebra/linear-algebra.ts'
import { ordinaryNumbers } from '#probes/maths/algebra/ordinary-size.ts'

/**
 * Excess kurtosis over the rows, corrected for the number of rows (G₂ of Joanes & Gill 1998, unbiased for normal draws),
 * averaged over the columns that vary, with its standard error by the jackknife over rows; null where no column varies.
 */
export function excessKurtosis({ rows: n, cols, data }: Matrix): { mean: number; standardError: number } | null {
  let mean = 0
  let varying = 0
  /** Of each row: the sum over columns of the kurtosis without it. */
  const without = new Float64Array(n)
  for (let col = 0; col < cols; col++) {
    const column = Float64Array.from({ length: n }, (_, row) => data[row * cols + col] as number)
    const values = ordinaryNumbers(centered(column)).data
    if (values.every((value) => value === 0)) continue
    varying++
    const sums = [1, 2, 3, 4].map((power) => values.reduce((sum, value) => sum + value ** power, 0))
    mean += corrected(n, sums)
    values.forEach((value, row) => {
      const rest = sums.map((sum, p) => sum - value ** (p + 1))
      without[row] = (without[row] ?? 0) + corrected(n - 1, rest)
    })
  }
  if (varying === 0) return null
  const kept = without.map((sum) => sum / varying)
  const center = kept.reduce((sum, value) => sum + value, 0) / n
  const scatter = kept.reduce((sum, value) => sum + (value - center) ** 2, 0)
  return { mean: mean / varying, standardError: Math.sqrt(((n - 1) / n) * scatter) }
}

/** Less their mean, from the first value on, so that equal values give exact zeros. */
function centered(values: Float64Array): Float64Array {
  const shifted = values.map((value) => value - (values[0] ?? 0))
  const mean = shifted.reduce((sum, value) => sum + value, 0) / values.length
  return shifted.map((value) => value - mean)
}

/** G₂ of n numbers from the sums of their first four powers. */
function corrected(n: number, [s1 = 0, s2 = 0, s3 = 0, s4 = 0]: readonly number[]): number {
  const mean = s1 / n
  const m2 = s2 / n - mean ** 2
  const m4 = s4 / n - (4 * mean * s3) / n + (6 * mean ** 2 * s2) / n - 3 * mean ** 4
  const excess = m4 / m2 ** 2 - 3
  return ((n - 1) / ((n - 2) * (n - 3))) * ((n + 1) * excess + 6)
}
