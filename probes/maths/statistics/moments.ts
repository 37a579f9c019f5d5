/**
 * The unbiased variance of each list, averaged over the lists, which have one length n. Its standard error is that of
 * the mean over draws of their squared deviations: for one list √((µ₄ − µ₂²)/n) to leading order, and right for several
 * that depend on each other.
 */
export function meanOfVariances(lists: readonly Float64Array[]): { variance: number; standardError: number } {
  const n = lists[0]?.length ?? 0
  const unit = unitOf(Float64Array.from(lists, reachOf))
  if (unit === 0) return { variance: 0, standardError: 0 }
  const squares = new Float64Array(n)
  for (const list of lists) {
    const values = list.map((value) => value / unit)
    const mean = meanOf(values)
    values.forEach((value, i) => (squares[i] = (squares[i] ?? 0) + (value - mean) ** 2 / lists.length))
  }
  const second = meanOf(squares)
  const spread = meanOf(squares.map((square) => (square - second) ** 2))
  return { variance: unit ** 2 * ((second * n) / (n - 1)), standardError: unit ** 2 * Math.sqrt(spread / (n - 1)) }
}

/** The mean, of the differences from the first: equal values have exactly their own. */
export function meanOf(values: Float64Array): number {
  const first = values[0] ?? NaN
  return first + values.reduce((sum, value) => sum + (value - first), 0) / values.length
}

/** Σ over the values of their k-th powers, as a share of the number of values. */
export function momentOf(values: Float64Array, power: number): number {
  return values.reduce((sum, value) => sum + value ** power, 0) / values.length
}

/** The largest magnitude; NaN where one is NaN. */
export function reachOf(values: ArrayLike<number>): number {
  let largest = 0
  for (let i = 0; i < values.length; i++) {
    const size = Math.abs(values[i] as number)
    if (!(size <= largest)) largest = size
    if (Number.isNaN(largest)) return NaN
  }
  return largest
}

/** The power of two that brings the largest of them near 1, for sums of squares that stay in range; 0 where all are 0. */
export function unitOf(values: ArrayLike<number>): number {
  const reach = reachOf(values)
  return reach === 0 ? 0 : 2 ** Math.floor(Math.log2(reach))
}
