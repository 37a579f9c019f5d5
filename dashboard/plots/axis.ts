/** Axes as pure functions: where a value lies, and where the ticks go. */

/**
 * A logarithmic axis that has a place for step 0. From 1 upwards it is log₁₀; below 1 it goes on as a straight line
 * with the slope that the logarithm has at 1. Nothing is dropped, nothing is moved to 1, and the tick says 0.
 */
export const stepAxis = {
  forward: (step: number) => (step < 1 ? (step - 1) * LOG10_E : Math.log10(step)),
  backward: (place: number) => (place < 0 ? place / LOG10_E + 1 : 10 ** place),
}

const LOG10_E = Math.LOG10E

/** Evenly spaced round numbers within [min, max], at most about `room` of them. */
export function linearTicks(min: number, max: number, room: number): number[] {
  const span = max - min
  // Where the numbers are too coarse to step through, or no numbers at all, there is nothing to loop over.
  if (!(span > Math.max(Math.abs(min), Math.abs(max)) * 1e-12) || !Number.isFinite(span)) return [min]
  const step = roundStep(span / Math.max(1, room))
  const ticks: number[] = []
  for (let i = Math.ceil(min / step - 1e-9); i * step <= max + step * 1e-9; i++)
    ticks.push(Number((i * step).toPrecision(12)))
  return ticks
}

/**
 * Ticks of a logarithmic axis: powers of ten, every second or third where they would crowd, 1-2-5 where there are
 * few, and plain round numbers within less than a decade.
 */
export function logTicks(min: number, max: number, room: number): number[] {
  if (!(min > 0) || !(max > min) || max === Infinity) return []
  const low = Math.log10(min)
  const high = Math.log10(max)
  const decades = high - low
  if (decades < 0.8) return linearTicks(min, max, room)
  const wanted = DIGITS.find((digits) => decades * digits.length <= room + 1) ?? [1]
  const stride = wanted.length > 1 ? 1 : Math.max(1, Math.ceil(decades / room))
  const ticks: number[] = []
  for (let power = Math.floor(low); power <= Math.ceil(high); power++) {
    if (mod(power, stride) !== 0) continue
    for (const digit of wanted) ticks.push(Number((digit * 10 ** power).toPrecision(12)))
  }
  return ticks.filter((tick) => tick >= min * (1 - 1e-9) && tick <= max * (1 + 1e-9))
}

const DIGITS = [
  [1, 2, 5],
  [1, 3],
] as const

/** Ticks of the logarithmic step axis: 0 has one of its own. */
export function logStepTicks(min: number, max: number, room: number): number[] {
  const ticks = max > 1 ? logTicks(Math.max(1, min), max, room) : []
  return min <= 0 ? [0, ...ticks] : ticks
}

function roundStep(rough: number): number {
  const power = 10 ** Math.floor(Math.log10(rough))
  const factor = [1, 2, 2.5, 5, 10].find((candidate) => candidate * power >= rough * (1 - 1e-9)) ?? 10
  return factor * power
}

function mod(a: number, b: number): number {
  return ((a % b) + b) % b
}
