/**
 * A quantile of ascending numbers, linear between order statistics, by the arithmetic of `numpy.quantile`: equal to it to the bit where all
 * are finite. NumPy says NaN beside an infinity; here a place that falls on a number is that number. NaN of none.
 */
export function quantile(sorted: ArrayLike<number>, share: number, count = sorted.length): number {
  if (count === 0) return NaN
  const place = share * (count - 1)
  const below = Math.floor(place)
  const [low, high] = [sorted[below]!, sorted[Math.min(below + 1, count - 1)]!]
  return between(low, high, place - below)
}

/** From the nearer end, as NumPy does, so that the two ends are met exactly. */
export function between(low: number, high: number, share: number): number {
  if (share === 0 || low === high) return low
  const difference = high - low
  return share >= 0.5 ? high - difference * (1 - share) : low + difference * share
}

/** The middle of ascending numbers, or the mean of the two in the middle, as `numpy.median`. */
export function median(sorted: ArrayLike<number>, count = sorted.length): number {
  if (count === 0) return NaN
  const half = count >> 1
  const high = sorted[half]!
  if (count % 2 === 1 || high === sorted[half - 1]) return high
  return (sorted[half - 1]! + high) / 2
}
