/** Of the first `count` numbers, added in their order; NaN of none. */
export function mean(values: ArrayLike<number>, count = values.length): number {
  let sum = 0
  for (let i = 0; i < count; i++) sum += values[i]!
  return sum / count
}

/** The standard deviation of a sample (n − 1, `numpy.std(ddof=1)`); NaN of fewer than two, which have none. */
export function sampleDeviation(values: ArrayLike<number>, count = values.length): number {
  if (count < 2) return NaN
  const center = mean(values, count)
  let squares = 0
  for (let i = 0; i < count; i++) squares += (values[i]! - center) ** 2
  return Math.sqrt(squares / (count - 1))
}
