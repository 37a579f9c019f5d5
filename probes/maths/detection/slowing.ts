import { kendall } from '#probes/maths/statistics/kendall.ts'

/** How variance and lag-1 autocorrelation have changed along a series. */
export interface Slowing {
  /** Kendall’s τ of each with time, −1 to 1. */
  readonly variance: number
  readonly autocorrelation: number
  /** ln σ² + artanh ρ₁ of the second half less that of the first. */
  readonly rise: number
}

/** A series less its Gaussian average; the bandwidth is the standard deviation of the kernel, in points. */
export function detrended(values: readonly number[], bandwidth: number): number[] {
  const reach = Math.ceil(4 * bandwidth)
  const shares = Array.from({ length: reach + 1 }, (_, d) => Math.exp(-0.5 * (d / bandwidth) ** 2))
  return values.map((value, i) => {
    let [sum, weight] = [0, 0]
    for (let j = Math.max(0, i - reach); j <= Math.min(values.length - 1, i + reach); j++) {
      const share = shares[Math.abs(i - j)]!
      sum += share * (values[j]! - value)
      weight += share
    }
    return -sum / weight
  })
}

/** Of windows of half the points, `places` of them evenly along the series; null where it does not vary. */
export function slowingOf(rest: readonly number[], places: number): Slowing | null {
  const window = Math.floor(rest.length / 2)
  const starts = Array.from({ length: places }, (_, i) => Math.round((i * (rest.length - window)) / (places - 1)))
  const found = starts.map((start) => moments(rest, start, start + window))
  const variance = kendall(starts, found.map(({ variance }) => variance)) // prettier-ignore
  const autocorrelation = kendall(starts, found.map(({ autocorrelation }) => autocorrelation)) // prettier-ignore
  if (variance === null || autocorrelation === null || Number.isNaN(autocorrelation)) return null
  return { variance, autocorrelation, rise: riseOf(rest) }
}

/** How much more slowly the second half forgets than the first; of halves that share no point, its scatter is nearly normal. */
export function riseOf(rest: readonly number[]): number {
  const half = Math.floor(rest.length / 2)
  const [first, second] = [moments(rest, 0, half), moments(rest, rest.length - half, rest.length)]
  const size = ({ variance, autocorrelation }: typeof first) => Math.log(variance) + Math.atanh(autocorrelation)
  return size(second) - size(first)
}

function moments(values: readonly number[], from: number, to: number) {
  const n = to - from
  let mean = 0
  for (let i = from; i < to; i++) mean += values[i]! / n
  let [squares, products] = [0, 0]
  for (let i = from; i < to; i++) {
    const here = values[i]! - mean
    squares += here * here
    if (i + 1 < to) products += here * (values[i + 1]! - mean)
  }
  return { variance: squares / (n - 1), autocorrelation: products / squares }
}
