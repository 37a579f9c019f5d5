import { stepAxis } from './axis.ts'

/** Where a value lies along an axis, and back. Places are in the axis' own measure: log steps where the axis is logarithmic. */
export interface Axis {
  readonly forward: (x: number) => number
  readonly backward: (place: number) => number
  /** What a gesture never goes below; 0 if left out. */
  readonly least?: number
}

/**
 * Values of an axis as shares of its length: 0 at its beginning, 1 at its end. uPlot is told shares alone, since it leaves
 * out ranges below 1e-16 and above 1e33; any two numbers that differ are the ends of an axis here.
 */
export interface Measure {
  readonly shareFromValue: (value: number) => number
  readonly valueFromShare: (share: number) => number
}

export const LINEAR: Axis = { forward: (x) => x, backward: (x) => x }

/** Numbers of both signs: steps before and after an event, whatever another series came to. */
export const SIGNED: Axis = { ...LINEAR, least: -Infinity }

/** Powers of ten. What is not above 0 has no place there. */
export const LOG: Axis = {
  forward: (value) => (value > 0 ? Math.log10(value) : NaN),
  backward: (place) => 10 ** place,
}

/** A logarithmic axis of steps has a place for 0; one of values has none, as a value axis has; one of both signs is linear. */
export function xAxisOf({
  logX,
  xIsValue = false,
  signedX = false,
}: {
  readonly logX: boolean
  readonly xIsValue?: boolean
  readonly signedX?: boolean
}): Axis {
  if (signedX) return SIGNED
  return !logX ? LINEAR : xIsValue ? LOG : stepAxis
}

/** `symmetricY`: about how large a value is where a symmetric logarithmic axis turns from linear to logarithmic. */
export function yAxisOf({
  logY,
  symmetricY = null,
}: {
  readonly logY: boolean
  readonly symmetricY?: number | null
}): Axis {
  return symmetricY !== null ? symmetricLog(symmetricY) : logY ? LOG : LINEAR
}

/**
 * Logarithmic to both sides of 0, and linear where values are small against `threshold`: sign(v) log₁₀(1 + |v| / threshold)
 * (Webber 2013, Meas. Sci. Technol. 24 027001). Nothing is left out, and nothing jumps.
 */
export function symmetricLog(threshold: number): Axis {
  return {
    forward: (value) => Math.sign(value) * (Math.log1p(Math.abs(value) / threshold) / Math.LN10),
    backward: (place) => Math.sign(place) * threshold * Math.expm1(Math.abs(place) * Math.LN10),
    least: -Infinity,
  }
}

export function measureOf(
  { from, to }: { readonly from: number; readonly to: number },
  { forward, backward }: Axis,
): Measure {
  const [low, high] = [forward(from), forward(to)]
  return {
    shareFromValue: (value) => shareBetween(forward(value), low, high),
    // Exact at both ends, where a power of ten may be off by its last digit.
    valueFromShare: (share) => (share === 0 ? from : share === 1 ? to : backward(between(low, high, share))),
  }
}

/** Where `value` lies between two others, as a share of their distance, which may be too large for a number. */
export function shareBetween(value: number, low: number, high: number): number {
  const span = high - low
  return Number.isFinite(span) ? (value - low) / span : (value / 2 - low / 2) / (high / 2 - low / 2)
}

function between(low: number, high: number, share: number): number {
  const span = high - low
  return Number.isFinite(span) ? low + span * share : low * (1 - share) + high * share
}
