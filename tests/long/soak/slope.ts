/** A straight line through measurements, and how sure its slope is. */
export interface Slope {
  /** By so much it rises from one measurement to the next. */
  readonly slope: number
  /** One standard deviation of the slope. */
  readonly standardError: number
}

/**
 * Least squares through the means of so many blocks of equal length. Neighboring measurements of a heap are alike, since
 * it grows until it is swept; the means of blocks that are longer than that are not, so that the residuals tell the error.
 */
export function slopeOf(measurements: readonly number[], blocks: number): Slope {
  const size = Math.floor(measurements.length / blocks)
  if (size < 1) throw new Error(`Expected at least ${blocks} measurements, got ${measurements.length}`)
  const means = Array.from({ length: blocks }, (_, i) => mean(measurements.slice(i * size, (i + 1) * size)))
  const center = (blocks - 1) / 2
  const spread = means.reduce((sum, _, i) => sum + (i - center) ** 2, 0)
  const slope = means.reduce((sum, value, i) => sum + (i - center) * value, 0) / spread
  const level = mean(means)
  const rest = means.reduce((sum, value, i) => sum + (value - level - slope * (i - center)) ** 2, 0)
  return { slope: slope / size, standardError: Math.sqrt(rest / (blocks - 2) / spread) / size }
}

function mean(numbers: readonly number[]): number {
  return numbers.reduce((sum, number) => sum + number, 0) / numbers.length
}
