import type { Axis } from '#src/figures/measure.ts'
import { measureText } from './smooth-text.ts'

/** How lines are smoothed: not at all, or over a share of the x axis. */
export interface Smoothing {
  readonly kind: 'none' | 'exponential' | 'mean'
  /** Of the whole x axis, in that axis' own measure: of a logarithmic one as many decades everywhere. */
  readonly share: number
}

export const NO_SMOOTHING: Smoothing = { kind: 'none', share: 0.02 }

/** Shares that are offered. */
export const SHARES = [0.005, 0.01, 0.02, 0.05, 0.1] as const

/** What a smoothing comes to on two axes. */
export interface Smoother {
  readonly kind: 'exponential' | 'mean'
  /** In the x axis' own measure. */
  readonly reach: number
  readonly x: Axis
  readonly y: Axis
  /** Over how much, in words, and what becomes of the ends. */
  readonly text: string
}

export function smootherOf(
  { kind, share }: Smoothing,
  whole: { readonly from: number; readonly to: number },
  x: Axis,
  y: Axis,
  isLogX: boolean,
  isLogY: boolean,
  unit: string,
): Smoother | null {
  if (kind === 'none') return null
  const reach = share * (x.forward(whole.to) - x.forward(whole.from))
  if (!(reach > 0) || !Number.isFinite(reach)) return null
  return { kind, reach, x, y, text: measureText(kind, reach, isLogX, isLogY, unit) }
}

/**
 * Values smoothed in the axes' own measure: of a logarithmic axis their logarithms are averaged. What has no place on the axis (NaN,
 * infinities, 0 on a log axis) takes no part and stays without a value.
 *
 * `exponential`: s_i = Σ_{j≤i} v_j e^{−(x_i−x_j)/reach} / Σ_{j≤i} e^{−(x_i−x_j)/reach}. Divided by its own weights it is debiased: the
 * first value is the first measurement. At even steps h that is the moving average of α = 1 − e^{−h/reach} (Kingma & Ba 2015, §3).
 * `mean`: of all within reach/2 to both sides; nearer to an end of the line the window is as narrow to one side as to the other.
 */
export function smoothed(places: ArrayLike<number>, values: ArrayLike<number>, smoother: Smoother): Float64Array {
  const { x, y, kind, reach } = smoother
  const at = Float64Array.from(places, x.forward)
  const known = Float64Array.from(values, (value) => {
    const place = y.forward(value)
    return Number.isFinite(place) ? place : NaN
  })
  const over = kind === 'exponential' ? exponential(at, known, reach) : centered(at, known, reach)
  return over.map((place) => (Number.isNaN(place) ? NaN : y.backward(place)))
}

function exponential(at: Float64Array, values: Float64Array, reach: number): Float64Array {
  let [sum, weight] = [0, 0]
  return values.map((value, i) => {
    const kept = i === 0 ? 0 : Math.exp(-(at[i]! - at[i - 1]!) / reach)
    sum *= kept
    weight *= kept
    if (Number.isNaN(value)) return NaN
    sum += value
    weight += 1
    return sum / weight
  })
}

function centered(at: Float64Array, values: Float64Array, reach: number): Float64Array {
  const last = at.length - 1
  const sums = prefixSums(values)
  let [from, beyond] = [0, 0]
  return values.map((value, i) => {
    const half = Math.min(reach / 2, at[i]! - at[0]!, at[last]! - at[i]!)
    while (at[from]! < at[i]! - half - slack(at[i]!)) from++
    while (beyond <= last && at[beyond]! <= at[i]! + half + slack(at[i]!)) beyond++
    const count = sums.count[beyond]! - sums.count[from]!
    if (Number.isNaN(value)) return NaN
    return count === 1 ? value : (sums.high[beyond]! - sums.high[from]! + (sums.low[beyond]! - sums.low[from]!)) / count
  })
}

/** Ends of windows are differences of numbers: what lies on one is within it. */
function slack(at: number): number {
  return 4 * Number.EPSILON * Math.abs(at)
}

/** Sums up to each place as two numbers, so that one large value does not eat the digits of all that come after (Knuth's two-sum). */
function prefixSums(values: Float64Array) {
  const high = new Float64Array(values.length + 1)
  const low = new Float64Array(values.length + 1)
  const count = new Uint32Array(values.length + 1)
  for (let i = 0; i < values.length; i++) {
    const isKnown = !Number.isNaN(values[i]!)
    const value = isKnown ? values[i]! : 0
    const sum = high[i]! + value
    const part = sum - high[i]!
    high[i + 1] = sum
    low[i + 1] = low[i]! + (high[i]! - (sum - part)) + (value - part)
    count[i + 1] = count[i]! + Number(isKnown)
  }
  return { high, low, count }
}
