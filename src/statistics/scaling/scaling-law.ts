import { leastBetween } from './minimum.ts'

/** A number at a size: the mean of some runs there, say, with how much it counts. */
export interface SizedValue {
  readonly size: number
  readonly value: number
  readonly weight: number
}

/** t(N) = asymptote + factor · N^(−exponent). */
export interface ScalingLaw {
  readonly asymptote: number
  readonly factor: number
  readonly exponent: number
}

/** A number that is known, such as 0, or one that is found with the rest: then the exponent is positive, so that large sizes come to it. */
export type Asymptote = number | 'free'

/** Beyond these a law is no power of the size any more: a constant, or a step. */
const LEAST = 0.02
const MOST = 8

/**
 * The law for which the weighted sum of squares is least. Of a given exponent the other parameters follow in closed form (variable projection, Golub &
 * Pereyra 1973, SIAM J. Numer. Anal. 10, 413), so that the least is looked for along the exponent alone. Null where there are fewer sizes than
 * parameters, or the least lies at an end of the exponents: the numbers do not determine it.
 */
export function scalingLawOf(values: readonly SizedValue[], asymptote: Asymptote): ScalingLaw | null {
  const isFree = asymptote === 'free'
  const sizes = new Set(values.map(({ size }) => size))
  if (sizes.size < (isFree ? 3 : 2)) return null
  if (values.some(({ size, value, weight }) => !(size > 0) || !Number.isFinite(value) || !(weight > 0))) return null
  // Powers of sizes in units of their middle: all near 1.
  const unit = Math.exp(values.reduce((sum, { size }) => sum + Math.log(size), 0) / values.length)
  const scaled = values.map((one) => ({ ...one, size: one.size / unit }))
  const squares = (exponent: number) => squaresOf(scaled, exponent, linearPart(scaled, exponent, asymptote))
  const [low, high] = isFree ? [Math.log(LEAST), Math.log(MOST)] : [-MOST, MOST]
  const found = leastBetween((at) => squares(isFree ? Math.exp(at) : at), low, high)
  const isAtEnd = Math.min(found - low, high - found) < 1e-6 * (high - low)
  if (isAtEnd) return null
  const exponent = isFree ? Math.exp(found) : found
  const part = linearPart(scaled, exponent, asymptote)
  if (part === null || part.factor === 0) return null
  return { asymptote: part.asymptote, factor: part.factor * unit ** exponent, exponent }
}

export function scalingLawAt({ asymptote, factor, exponent }: ScalingLaw, size: number): number {
  return asymptote + factor * size ** -exponent
}

type LinearPart = Omit<ScalingLaw, 'exponent'> | null

/** The line through the powers, by weighted least squares; through the asymptote where that is given. */
function linearPart(values: readonly SizedValue[], exponent: number, asymptote: Asymptote): LinearPart {
  let [w, wx, wy, wxx, wxy] = [0, 0, 0, 0, 0]
  const given = asymptote === 'free' ? 0 : asymptote
  for (const { size, value, weight } of values) {
    const [x, y] = [size ** -exponent, value - given]
    w += weight
    wx += weight * x
    wy += weight * y
    wxx += weight * x * x
    wxy += weight * x * y
  }
  if (asymptote !== 'free') return { asymptote, factor: wxy / wxx }
  const [middle, height] = [wx / w, wy / w]
  const spread = values.reduce((sum, { size, weight }) => sum + weight * (size ** -exponent - middle) ** 2, 0)
  const common = values.reduce((sum, one) => sum + one.weight * (one.size ** -exponent - middle) * (one.value - height), 0) // prettier-ignore
  if (!(spread > 0)) return null
  const factor = common / spread
  return { asymptote: height - factor * middle, factor }
}

function squaresOf(values: readonly SizedValue[], exponent: number, part: LinearPart): number {
  if (part === null) return Infinity
  const law = { ...part, exponent }
  return values.reduce((sum, { size, value, weight }) => sum + weight * (value - scalingLawAt(law, size)) ** 2, 0)
}
