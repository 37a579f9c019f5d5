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

/**
 * Evenly spaced round numbers within [min, max], at most about `room` of them. Each is the number nearest to its decimal,
 * so that its shortest text has the digits that its neighbors' distance asks for, and no others.
 */
export function linearTicks(min: number, max: number, room: number): number[] {
  if (!(max > min) || !Number.isFinite(min) || !Number.isFinite(max)) return [min]
  const places = Math.max(1, room)
  // Divided first: the distance of the largest numbers is none.
  const rough = max / places - min / places
  const least = Math.max(Math.abs(min), Math.abs(max)) * Number.EPSILON
  const step = roundStep(Math.max(rough, least, Number.MIN_VALUE))
  const slack = step.size * 1e-9
  const ticks: number[] = []
  for (let i = Math.ceil(min / step.size - 1e-9), left = MOST_TICKS; left > 0; i++, left--) {
    const tick = decimal(BigInt(i) * step.digits, step.power)
    if (!(tick <= max + slack) || tick === Infinity) break
    if (tick >= min - slack && (ticks.length === 0 || tick > ticks.at(-1)!)) ticks.push(tick)
  }
  return ticks
}

const MOST_TICKS = 1_000

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
    for (const digit of wanted) ticks.push(decimal(digit, power))
  }
  return ticks.filter((tick) => tick > 0 && tick >= min * (1 - 1e-9) && tick <= max * (1 + 1e-9) && tick < Infinity)
}

const DIGITS = [
  [1, 2, 5],
  [1, 3],
] as const

/** Ticks of a symmetric logarithmic axis: 0, and powers of ten to both sides, no nearer to it than where the axis turns linear. */
export function symmetricLogTicks(min: number, max: number, threshold: number, room: number): number[] {
  const [up, down] = [Math.max(0, max), Math.max(0, -min)]
  const decades = (reach: number) => (reach > threshold ? Math.floor(Math.log10(reach / threshold) + 1e-9) : 0)
  const stride = Math.max(1, Math.ceil((decades(up) + decades(down) + 1) / Math.max(1, room)))
  const base = Math.round(Math.log10(threshold))
  const side = (reach: number) =>
    Array.from({ length: decades(reach) + 1 }, (_, k) => k)
      .filter((k) => k % stride === 0)
      .map((k) => decimal(1, base + k))
      .filter((tick) => tick <= reach * (1 + 1e-9))
  return [
    ...side(down)
      .map((tick) => -tick)
      .reverse(),
    ...(min <= 0 && max >= 0 ? [0] : []),
    ...side(up),
  ].filter((tick) => tick >= min && tick <= max)
}

/** Ticks of the logarithmic step axis: 0 has one of its own. */
export function logStepTicks(min: number, max: number, room: number): number[] {
  const ticks = max > 1 ? logTicks(Math.max(1, min), max, room) : []
  return min <= 0 ? [0, ...ticks] : ticks
}

/** digits · 10^power */
interface Step {
  readonly digits: bigint
  readonly power: number
  readonly size: number
}

function roundStep(rough: number): Step {
  const power = Math.floor(Math.log10(rough)) - 1
  const sizes = STEPS.map((digits) => ({ digits, power, size: decimal(digits, power) }))
  return sizes.find(({ size }) => size >= rough * (1 - 1e-9)) ?? sizes.at(-1)!
}

const STEPS = [10n, 20n, 25n, 50n, 100n] as const

/** The number nearest to digits · 10^power. */
function decimal(digits: number | bigint, power: number): number {
  return Number(`${digits}e${power}`)
}

function mod(a: number, b: number): number {
  return ((a % b) + b) % b
}
