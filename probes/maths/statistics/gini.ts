/**
 * The Gini coefficient of numbers that are not negative: 0 where all are equal, (n − 1)/n where one has everything;
 * null where all are zero, which has none.
 */
export function giniOf(values: Float64Array): number | null {
  const sorted = values.toSorted()
  const n = sorted.length
  let sum = 0
  let weighted = 0
  for (let i = 0; i < n; i++) {
    const value = sorted[i] as number
    sum += value
    weighted += (2 * i + 1 - n) * value // places count from 0 here
  }
  // Equal values may come out below 0 by a rounding.
  return sum === 0 ? null : Math.max(0, weighted / (n * sum))
}
