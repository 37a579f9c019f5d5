/** L(x) ≈ asymptote + amplitude · x^(−exponent) */
export interface PowerLaw {
  readonly exponent: number
  readonly amplitude: number
  readonly asymptote: number
  /** Huber loss of the log residuals, summed. */
  readonly loss: number
}

/** Log residuals beyond this count linearly: an outlier of a decade must not decide the fit. */
const HUBER = 1e-3

/** Where the search starts: exponents, and shares of the least loss that are taken for the asymptote. */
const EXPONENTS = [0.1, 0.3, 0.6, 1, 2]
const SHARES = [0.01, 0.5, 0.95]

/**
 * Fits a power law with an offset to positive numbers: the Huber loss of ln L̂ − ln L, as in Hoffmann et al. 2022, over
 * ln amplitude, exponent and ln asymptote, by iteratively reweighted least squares with a trust region (Levenberg and
 * Marquardt) from several starts. The best is kept.
 */
export function powerLawFit(x: ArrayLike<number>, y: ArrayLike<number>): PowerLaw {
  const least = Math.min(...Array.from(y))
  const starts = EXPONENTS.flatMap((exponent) => SHARES.map((share) => startAt(x, y, exponent, share * least)))
  const logs = { x: Float64Array.from(x, Math.log), y: Float64Array.from(y, Math.log) }
  const fits = starts.map((start) => descend(logs, start))
  const best = fits.reduce((best, fit) => (fit.loss < best.loss ? fit : best))
  const [amplitude, exponent, asymptote] = best.at
  return { exponent, amplitude: Math.exp(amplitude), asymptote: Math.exp(asymptote), loss: best.loss }
}

/** ln amplitude, exponent, ln asymptote */
type Parameters = readonly [number, number, number]

/** The logarithms of the points, taken once. */
interface Logs {
  readonly x: Float64Array
  readonly y: Float64Array
}

/** The amplitude that meets the first point, given the other two. */
function startAt(x: ArrayLike<number>, y: ArrayLike<number>, exponent: number, asymptote: number): Parameters {
  const above = Math.max((y[0] as number) - asymptote, Number.MIN_VALUE)
  return [Math.log(above) + exponent * Math.log(x[0] as number), exponent, Math.log(asymptote)]
}

function descend(logs: Logs, start: Parameters) {
  let at = start
  let loss = huberLoss(logs, at)
  let damping = 1e-3
  for (let round = 0; round < 400 && damping < 1e12; round++) {
    const { matrix, slope } = normalEquations(logs, at)
    for (let i = 0; i < 9; i += 4) matrix[i] = matrix[i]! * (1 + damping) + 1e-300
    const step = solved(matrix, slope)
    const next = at.map((value, i) => value - (step[i] as number)) as unknown as Parameters
    const nextLoss = huberLoss(logs, next)
    if (nextLoss < loss) {
      const gain = loss - nextLoss
      at = next
      loss = nextLoss
      damping = Math.max(damping / 10, 1e-12)
      if (gain < 1e-15 * loss) break
    } else damping *= 10
  }
  return { at, loss }
}

function residualAt(logX: number, logY: number, [amplitude, exponent, asymptote]: Parameters) {
  const falling = amplitude - exponent * logX
  const top = Math.max(falling, asymptote)
  const total = top + Math.log(Math.exp(falling - top) + Math.exp(asymptote - top))
  return { residual: total - logY, share: Math.exp(falling - total) }
}

function huberLoss({ x, y }: Logs, at: Parameters): number {
  let sum = 0
  for (let i = 0; i < x.length; i++) {
    const size = Math.abs(residualAt(x[i]!, y[i]!, at).residual)
    sum += size <= HUBER ? size ** 2 / 2 : HUBER * (size - HUBER / 2)
  }
  return Number.isNaN(sum) ? Infinity : sum
}

/** JᵀWJ, row by row, and JᵀWr, with Huber's weights. */
function normalEquations({ x, y }: Logs, at: Parameters) {
  const matrix = new Float64Array(9)
  const slope = new Float64Array(3)
  for (let i = 0; i < x.length; i++) {
    const { residual, share } = residualAt(x[i]!, y[i]!, at)
    const weight = Math.abs(residual) <= HUBER ? 1 : HUBER / Math.abs(residual)
    const row = [share, -share * x[i]!, 1 - share]
    for (let j = 0; j < 3; j++) {
      slope[j]! += weight * row[j]! * residual
      for (let k = 0; k < 3; k++) matrix[j * 3 + k]! += weight * row[j]! * row[k]!
    }
  }
  return { matrix, slope }
}

/** The step that the damped equations ask for, by Cholesky; none where they have no answer: the damping then grows. */
function solved(a: Float64Array, right: Float64Array): Float64Array {
  const [l00, l10, l20] = [Math.sqrt(a[0]!), a[3]! / Math.sqrt(a[0]!), a[6]! / Math.sqrt(a[0]!)]
  const l11 = Math.sqrt(a[4]! - l10 ** 2)
  const l21 = (a[7]! - l20 * l10) / l11
  const l22 = Math.sqrt(a[8]! - l20 ** 2 - l21 ** 2)
  const z0 = right[0]! / l00
  const z1 = (right[1]! - l10 * z0) / l11
  const z2 = (right[2]! - l20 * z0 - l21 * z1) / l22
  const s2 = z2 / l22
  const s1 = (z1 - l21 * s2) / l11
  const s0 = (z0 - l10 * s1 - l20 * s2) / l00
  const step = Float64Array.of(s0, s1, s2)
  return step.every(Number.isFinite) ? step : new Float64Array(3)
}
