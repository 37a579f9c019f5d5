import { clipped, median, robustSpread } from './robust.ts'

/**
 * What is known of a series while nothing happens in it: its level, its noise, and how a value follows from the one before. Each new value is judged
 * by what came before it alone (a self-starting scheme, Hawkins 1987), and taken in some points later, so that a change is not taken for the rule.
 */
export interface Whitening {
  /** The first values, until there are enough to begin. */
  readonly first: readonly number[]
  /** Values that were judged and are still to be taken in. */
  readonly waiting: readonly number[]
  /** How many were taken in. */
  readonly count: number
  /** What the numbers below are in units of: a power of two where their squares would be no ordinary numbers, else 1. */
  readonly unit: number
  readonly mean: number
  /** Mean square deviation, mean product of neighbors' deviations, mean square of what the one before does not predict. */
  readonly square: number
  readonly product: number
  readonly innovation: number
  /** The last value taken in, and the last one seen; 0 before any. */
  readonly taken: number
  readonly last: number
}

export interface WhiteningOptions {
  /** How many points are taken in before the first is judged. */
  readonly warmUp: number
  /** Of older points less is remembered than of the last so many. */
  readonly memory: number
  /** The standard deviation that the noise has at least. */
  readonly floor: number
  /** False: values are taken as independent. */
  readonly isCorrelated: boolean
  /** The largest score, either way: what lies further off counts as this much. */
  readonly limit: number
}

/** Deviations beyond so many standard deviations count as this many: one outlier is not a change. */
export const CLIP = 4
const LAG = 8
const LARGEST = 0.95

export const UNSEEN: Whitening = {
  ...{ first: [], waiting: [], count: 0, unit: 1 },
  ...{ mean: 0, square: 0, product: 0, innovation: 0, taken: 0, last: 0 },
}

/**
 * One value more, and its score: of independent or first-order correlated noise of any level and size it is about standard normal and independent
 * of the scores before; null while too little is known.
 */
export function whitened(
  state: Whitening,
  value: number,
  options: WhiteningOptions,
): { readonly state: Whitening; readonly score: number | null } {
  if (state.count === 0) {
    const first = [...state.first, value]
    if (first.length < options.warmUp) return { state: { ...state, first }, score: null }
    const unit = unitOf(first)
    const inUnits = first.map((x) => x / unit)
    return { state: { ...begun(inUnits, options), unit }, score: null }
  }
  const here = value / state.unit
  const score = scoreOf(state, here, options)
  const waiting = [...state.waiting, here]
  const oldest = waiting[0]!
  const next = waiting.length > LAG ? { ...takenIn(state, oldest, options), waiting: waiting.slice(1) } : { ...state, waiting } // prettier-ignore
  return { state: { ...next, last: here }, score }
}

/** The lag-1 autocorrelation, corrected for its bias in short series (Kendall 1954). */
export function correlationOf({ square, product, count }: Whitening, { isCorrelated }: WhiteningOptions): number {
  if (!isCorrelated || !(square > 0)) return 0
  const raw = product / square
  return clipped(raw + (1 + 3 * raw) / count, LARGEST)
}

/** The standard deviation of what the value before does not predict, in units of the state. */
export function noiseOf(state: Whitening, options: WhiteningOptions): number {
  return Math.max(
    Math.sqrt(state.innovation),
    options.floor / state.unit,
    1e-6 * Math.abs(state.mean),
    Number.MIN_VALUE,
  )
}

function begun(first: readonly number[], options: WhiteningOptions): Whitening {
  const count = first.length
  const middle = median(first)
  const spread = robustSpread(first) || Math.sqrt(first.reduce((sum, x) => sum + (x - middle) ** 2, 0) / count)
  const near = first.map((x) => clipped(x - middle, CLIP * spread))
  const offset = near.reduce((sum, d) => sum + d, 0) / count
  const deviations = near.map((d) => d - offset)
  const square = deviations.reduce((sum, d) => sum + d * d, 0) / (count - 1)
  const product = deviations.slice(1).reduce((sum, d, i) => sum + d * deviations[i]!, 0) / (count - 1)
  const last = first.at(-1)!
  const state = { ...UNSEEN, count, mean: middle + offset, square, product, taken: last, last }
  const rho = correlationOf(state, options)
  return { ...state, innovation: square * (1 - rho * rho) }
}

function scoreOf(state: Whitening, value: number, options: WhiteningOptions): number {
  const { mean, last, count } = state
  const rho = correlationOf(state, options)
  const surprise = value - mean - rho * (last - mean)
  // That the level and the correlation are estimated makes a new value less sure, and the noise too: Student’s distribution.
  const t = surprise / (noiseOf(state, options) * Math.sqrt(1 + 2 / count))
  const score = normalScore(t, count - 2)
  return Number.isNaN(score) ? 0 : clipped(score, options.limit)
}

function takenIn(state: Whitening, value: number, options: WhiteningOptions): Whitening {
  const { mean, square, product, innovation, taken } = state
  const count = Math.min(state.count + 1, options.memory)
  const weight = 1 / count
  const limit = CLIP * Math.max(Math.sqrt(square), noiseOf(state, options))
  const here = clipped(value - mean, limit)
  const before = clipped(taken - mean, limit)
  const surprise = clipped(
    value - mean - correlationOf(state, options) * (taken - mean),
    CLIP * noiseOf(state, options),
  )
  return {
    ...state,
    count,
    mean: mean + weight * here,
    square: square + weight * (here * here - square),
    product: product + weight * (here * before - product),
    innovation: innovation + weight * (surprise * surprise - innovation),
    taken: value,
  }
}

function unitOf(values: readonly number[]): number {
  const size = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0)
  const exponent = Math.floor(Math.log2(size))
  return size > 0 && Math.abs(exponent) > 200 ? 2 ** exponent : 1
}

/** The standard normal number that is as improbable as t of Student's distribution (Wallace 1959). */
export function normalScore(t: number, freedom: number): number {
  return Math.sign(t) * ((8 * freedom + 1) / (8 * freedom + 3)) * Math.sqrt(freedom * Math.log1p((t * t) / freedom))
}
