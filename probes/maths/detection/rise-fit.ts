import { clipped, robustSpread } from './robust.ts'
import { whitenedRise, type RiseCandidate, type RiseData, type WhitenedRise } from './rise-data.ts'
import { bestAt, leastNear, leastRise } from './rise-search.ts'
import { straightRise, type RiseShape } from './rise-shapes.ts'

export interface RiseFit {
  readonly onset: number
  readonly width: number
  readonly before: number
  readonly height: number
  /** The sum of squares of the whitened residuals. */
  readonly squares: number
  /** How much larger the logarithm of its likelihood is than that of the best step between two points. */
  readonly overStep: number
  /**
   * The onset lies before `low` with half of what the level leaves, and after `high` with the other half. Where the best fit is further off,
   * as where the form is not that of the curve, the interval reaches as far as it: nobody could make sense of one without its onset.
   */
  readonly low: number
  readonly high: number
}

/** Onsets further off than so many standard deviations of the best have no part in the interval. */
const REACH = 3.6
/** Noise up to so many standard deviations counts in full, and any counts this much: the form may be another than that of the curve. */
const FULL = 2.5
const LEAST = 0.1
const ONSETS = 32
const WIDTHS = 14

/**
 * The curve before + height · shape((x − onset)/width) of least squares in Gaussian noise of first-order correlation and unknown size, and the interval
 * of its onset from the posterior: level, height and noise integrated in closed form, width and onset by sums, with a prior that is even in the onset
 * and in the logarithm of the width. Null below 12 points, and where all values are one.
 */
export function fittedRise(data: RiseData, shape: RiseShape, level: number): RiseFit | null {
  if (data.places.length < 12) return null
  const first = leastRise(whitenedRise(data, shape))
  if (first === null) return null
  const whole = { ...data, ...withoutOutliers(data, shape, first) }
  const rise = whitenedRise(whole, shape)
  const best = leastNear(rise, first.onset)
  if (best === null) return null
  const { onset, width, before, height, squares } = best
  const overStep = 0.5 * rise.size * Math.log(stepSquares(data) / squares)
  return { onset, width, before, height, squares, overStep, ...interval(rise, best, level) }
}

/** The sum of squares of the best step, a straight line from one point to the next; outliers are those from it. */
function stepSquares(data: RiseData): number {
  const best = leastStep(data)
  return best === null ? Infinity : leastStep({ ...data, ...withoutOutliers(data, straightRise, best) })!.squares
}

function leastStep(data: RiseData): RiseCandidate | null {
  const { at } = whitenedRise(data, straightRise)
  const steps = data.places.slice(1).map((place, i) => at(data.places[i]!, place - data.places[i]!))
  return steps.reduce<RiseCandidate | null>((best, one) => (best === null || one.squares < best.squares ? one : best), null) // prettier-ignore
}

function interval(rise: WhitenedRise, best: RiseCandidate, level: number): { low: number; high: number } {
  const allowed = best.squares * (1 + REACH ** 2 / (rise.size - 4))
  const isNear = (onset: number) => bestAt(rise, onset).squares <= allowed
  const stride = (rise.to - rise.from) / (8 * rise.size)
  const from = boundary(isNear, best.onset, -stride, rise.from - (rise.to - rise.from) / rise.size)
  const to = boundary(isNear, best.onset, stride, rise.to)
  const spread = spreadOfWidth(rise, best, allowed)
  const onsets = Array.from({ length: ONSETS + 1 }, (_, i) => from + ((to - from) * i) / ONSETS)
  const masses = onsets.map((onset) => massAt(rise, onset, best, spread))
  const tail = (1 - level) / 2
  const [low, high] = [quantileOf(onsets, masses, tail), quantileOf(onsets, masses, 1 - tail)]
  return { low: Math.min(low, best.onset), high: Math.max(high, best.onset) }
}

/** How far the logarithm of the width reaches either way, about the best at one onset. */
function spreadOfWidth(rise: WhitenedRise, { onset, width }: RiseCandidate, allowed: number): number {
  let reach = 0.01
  while (reach < 4 && [-1, 1].some((side) => rise.at(onset, width * Math.exp(side * reach)).squares <= allowed))
    reach *= 1.6
  return reach
}

function massAt(rise: WhitenedRise, onset: number, best: RiseCandidate, spread: number): number {
  const middle = Math.log(bestAt(rise, onset).width)
  const [low, high] = [Math.max(rise.narrow, middle - spread), Math.min(rise.wide, middle + spread)]
  let mass = 0
  for (let i = 0; i <= WIDTHS; i++) {
    const { squares, determinant } = rise.at(onset, Math.exp(low + ((high - low) * i) / WIDTHS))
    if (!(determinant > 0)) continue
    // Nothing fits better than the best but by rounding, which is all there is where nothing is left.
    const ratio = Math.max(0.5, squares / best.squares)
    const log = -0.5 * (rise.size - 2) * Math.log(ratio) - 0.5 * Math.log(determinant / best.determinant)
    mass += Math.exp(log) * (i === 0 || i === WIDTHS ? 0.5 : 1)
  }
  return mass * (high - low)
}

/** The place below which this share of the mass lies, which is linear between the places. */
function quantileOf(places: readonly number[], masses: readonly number[], share: number): number {
  const pieces = places.slice(1).map((place, i) => ((masses[i]! + masses[i + 1]!) / 2) * (place - places[i]!))
  let missing = share * pieces.reduce((sum, piece) => sum + piece, 0)
  for (const [i, piece] of pieces.entries()) {
    if (missing <= piece && piece > 0) return places[i]! + ((places[i + 1]! - places[i]!) * missing) / piece
    missing -= piece
  }
  return places.at(-1)!
}

/** Values far off are pulled in, and what is brought counts the less the further it lies beyond `FULL` standard deviations (Huber 1964). */
function withoutOutliers({ places, values, gaps, correlation }: RiseData, shape: RiseShape, rise: RiseCandidate) {
  const fitted = places.map((place) => rise.before + rise.height * shape((place - rise.onset) / rise.width))
  const residuals = values.map((value, i) => value - fitted[i]!)
  const limit = 6 * robustSpread(residuals)
  const near = limit > 0 ? residuals.map((residual) => clipped(residual, limit)) : residuals
  const brought = near.map((residual, i) => {
    const rho = i === 0 ? 0 : correlation ** gaps[i]!
    return (residual - rho * (near[i - 1] ?? 0)) / Math.sqrt(1 - rho * rho)
  })
  const full = FULL * robustSpread(brought)
  const weights = brought.map((one) => (full > 0 ? Math.max(LEAST, Math.min(1, full / Math.abs(one))) : 1))
  return { values: near.map((residual, i) => fitted[i]! + residual), weights }
}

/** The last place at which it holds, from one at which it does: strides are doubled until it does not, then halved. */
function boundary(holds: (x: number) => boolean, from: number, stride: number, end: number): number {
  const within = (x: number) => (stride < 0 ? Math.max(end, x) : Math.min(end, x))
  let inside = from
  let outside = within(from + stride)
  for (let reach = 2 * stride; holds(outside); reach *= 2) {
    if (outside === end) return end
    ;[inside, outside] = [outside, within(outside + reach)]
  }
  for (let i = 0; i < 5; i++) {
    const middle = (inside + outside) / 2
    if (holds(middle)) inside = middle
    else outside = middle
  }
  return outside
}
