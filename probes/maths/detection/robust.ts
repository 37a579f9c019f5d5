import { quantile } from '#probes/maths/statistics/quantile.ts'

/** The median; NaN of none. */
export function median(values: readonly number[]): number {
  return quantile(values.toSorted(ascending), 0.5)
}

/** A standard deviation that a few outliers do not move: 1.4826 times the median distance from the median. */
export function robustSpread(values: readonly number[]): number {
  const middle = median(values)
  return 1.4826 * median(values.map((value) => Math.abs(value - middle)))
}

/**
 * The standard deviation of the noise about a curve: the same of its second differences, from which a level and a slope are gone. Of independent
 * noise their variance is 6 times its own.
 */
export function roughness(values: readonly number[]): number {
  const differences = values.slice(2).map((value, i) => value - 2 * values[i + 1]! + values[i]!)
  return (1.4826 * median(differences.map(Math.abs))) / Math.sqrt(6)
}

export function clipped(value: number, limit: number): number {
  return Math.max(-limit, Math.min(limit, value))
}

function ascending(a: number, b: number): number {
  return a - b
}
