/** A power law ρ(λ) ∝ λ^(−exponent) fitted to what lies at or above `from`. */
export interface HeavyTail {
  readonly exponent: number
  readonly from: number
  /** The largest distance of the distribution functions of tail and law (Kolmogorov and Smirnov). */
  readonly distance: number
  /** How many values are in the tail. */
  readonly count: number
}

/** Distances this near are equal but for rounding: the longer tail is taken, whatever the unit of the values. */
const ROUNDING = 1e-9

/**
 * The fit of Clauset, Shalizi & Newman 2009 to positive numbers: for every value as the start of the tail, the
 * exponent of greatest likelihood, 1 + k/Σ ln(λ/start); of these the start whose law is nearest to its tail. Null
 * where fewer than two values differ. The empirical distribution is taken just below each value, as in their program.
 */
export function fitHeavyTail(values: ArrayLike<number>): HeavyTail | null {
  const sorted = Float64Array.from(values).sort()
  const logs = logsFromFirst(sorted)
  let excess = 0
  let best: HeavyTail | null = null
  for (let start = logs.length - 2; start >= 0; start--) {
    const count = logs.length - start
    // Σ ln(λ/start) over the tail: each value above is a step further from this start than from the one before.
    excess += (count - 1) * ((logs[start + 1] as number) - (logs[start] as number))
    // Equal values start the same tail: the first of them has all of it.
    const isRepeat = start > 0 && sorted[start - 1] === sorted[start]
    if (isRepeat || !(excess > 0)) continue
    const exponent = 1 + count / excess
    const distance = distanceOf(logs, start, exponent)
    if (best === null || distance <= best.distance + ROUNDING)
      best = { exponent, from: sorted[start] as number, distance, count }
  }
  return best
}

/** ln(λ/λ_first), summed from ratios of neighbors: values that are nearly equal keep their digits, in every unit. */
function logsFromFirst(sorted: Float64Array): Float64Array {
  let log = 0
  return sorted.map((value, i) => {
    const before = i === 0 ? value : (sorted[i - 1] as number)
    log += Math.log1p((value - before) / before)
    return log
  })
}

function distanceOf(logs: Float64Array, start: number, exponent: number): number {
  const count = logs.length - start
  let distance = 0
  for (let i = start; i < logs.length; i++) {
    const law = -Math.expm1((1 - exponent) * ((logs[i] as number) - (logs[start] as number)))
    distance = Math.max(distance, Math.abs(law - (i - start) / count))
  }
  return distance
}
