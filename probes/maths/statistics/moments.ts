import { estimate, type Estimate } from '#src/vocabulary/index.ts'

/**
 * The unbiased variance of each list, averaged over the lists, which have one length n. Its standard error is that of
 * the mean over draws of their squared deviations: for one list √((µ₄ − µ₂²)/n) to leading order, and right for several
 * that depend on each other.
 */
export function meanOfVariances(lists: readonly Float64Array[]): Estimate {
  const n = lists[0]?.length ?? 0
  const squares = new Float64Array(n)
  for (const list of lists) {
    const mean = meanOf(list)
    list.forEach((value, i) => (squares[i] = (squares[i] ?? 0) + (value - mean) ** 2 / lists.length))
  }
  const second = meanOf(squares)
  const spread = meanOf(squares.map((square) => (square - second) ** 2))
  return estimate((second * n) / (n - 1), Math.sqrt(spread / (n - 1)))
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
