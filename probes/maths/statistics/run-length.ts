/** What a Normal-inverse-gamma prior believes of a stretch of data before it is seen. */
export interface NormalInverseGamma {
  readonly mean: number
  readonly kappa: number
  readonly alpha: number
  readonly beta: number
}

/** The posterior over the time since the last change: `lengths[i]` points since it have probability `weights[i]`. */
export interface RunLengths {
  readonly lengths: readonly number[]
  readonly weights: readonly number[]
}

/** Below this a run length is dropped: it costs time and decides nothing. */
const NEGLIGIBLE = 1e-8

/**
 * Bayesian online change-point detection (Adams & MacKay 2007): Gaussian data of unknown mean and variance in each
 * stretch, a change at each point with probability `hazard`. Works in logarithms: a jump would underflow otherwise.
 */
export function runLengths(values: ArrayLike<number>, prior: NormalInverseGamma, hazard: number): RunLengths {
  let runs: { length: number; log: number; belief: NormalInverseGamma }[] = [{ length: 0, log: 0, belief: prior }]
  for (let t = 0; t < values.length; t++) {
    const value = values[t] as number
    const seen = runs.map((run) => ({ ...run, log: run.log + surprise(run.belief, value) }))
    const changed = { length: 0, log: Math.log(hazard) + logSum(seen.map(({ log }) => log)), belief: prior }
    const longer = seen.map(({ length, log, belief }) => ({
      length: length + 1,
      log: log + Math.log1p(-hazard),
      belief: grown(belief, value),
    }))
    const all = [changed, ...longer]
    const total = logSum(all.map(({ log }) => log))
    runs = all
      .map((run) => ({ ...run, log: run.log - total }))
      .filter(({ log, length }) => length === 0 || log > Math.log(NEGLIGIBLE))
  }
  const kept = logSum(runs.map(({ log }) => log))
  return { lengths: runs.map(({ length }) => length), weights: runs.map(({ log }) => Math.exp(log - kept)) }
}

/** What is believed after one value more. */
export function grown({ mean, kappa, alpha, beta }: NormalInverseGamma, value: number): NormalInverseGamma {
  return {
    mean: (kappa * mean + value) / (kappa + 1),
    kappa: kappa + 1,
    alpha: alpha + 0.5,
    beta: beta + (kappa * (value - mean) ** 2) / (2 * (kappa + 1)),
  }
}

/** How probable a value is: the logarithm of Student's density with 2α degrees of freedom, at the mean, of scale² β(κ + 1)/(ακ). */
export function surprise({ mean, kappa, alpha, beta }: NormalInverseGamma, value: number): number {
  const squaredScale = (beta * (kappa + 1)) / (alpha * kappa)
  return (
    logGamma(alpha + 0.5) -
    logGamma(alpha) -
    0.5 * Math.log(2 * Math.PI * alpha * squaredScale) -
    (alpha + 0.5) * Math.log1p((value - mean) ** 2 / (2 * alpha * squaredScale))
  )
}

export function logSum(logs: readonly number[]): number {
  const top = logs.reduce((most, log) => Math.max(most, log), -Infinity)
  return top === -Infinity ? -Infinity : top + Math.log(logs.reduce((sum, log) => sum + Math.exp(log - top), 0))
}

/** ln Γ by Stirling's series, shifted to where three terms give all digits of float64. */
function logGamma(x: number): number {
  let shift = 0
  let z = x
  for (; z < 15; z++) shift += Math.log(z)
  const inverse = 1 / (z * z)
  const series = (1 / 12 - inverse * (1 / 360 - inverse * (1 / 1260 - inverse / 1680))) / z
  return (z - 0.5) * Math.log(z) - z + 0.5 * Math.log(2 * Math.PI) + series - shift
}
