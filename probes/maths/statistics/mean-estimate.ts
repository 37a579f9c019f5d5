import { estimate, type Estimate } from '#src/vocabulary/index.ts'

/** The mean of independent draws, with its standard error √(variance/n); of one draw the error is not known. */
export function meanEstimate(draws: ArrayLike<number>): Estimate {
  const n = draws.length
  let mean = 0
  for (let i = 0; i < n; i++) mean += (draws[i] ?? 0) / n
  let squares = 0
  for (let i = 0; i < n; i++) squares += ((draws[i] ?? 0) - mean) ** 2
  return estimate(mean, Math.sqrt(squares / (n - 1) / n))
}

/** The same, divided once at the end: the last bits of curves that are kept are those of this order. */
export function meanOfDraws(draws: readonly number[]): Estimate {
  const mean = draws.reduce((sum, draw) => sum + draw, 0) / draws.length
  const variance = draws.reduce((sum, draw) => sum + (draw - mean) ** 2, 0) / (draws.length - 1)
  return estimate(mean, Math.sqrt(variance / draws.length))
}

/** The ratio of two means over the same draws, with its standard error to first order (the delta method). */
export function ratioEstimate(above: readonly number[], below: readonly number[]): Estimate {
  const n = below.length
  const [top, bottom] = [above, below].map((draws) => meanEstimate(draws).estimate) as [number, number]
  const ratio = top / bottom
  const squares = above.reduce((sum, value, i) => sum + (value - ratio * (below[i] ?? 0)) ** 2, 0)
  return estimate(ratio, Math.sqrt(squares / (n - 1) / n) / Math.abs(bottom))
}
