import { studentQuantile } from '#src/statistics/student.ts'

/** A curve with parameters: its value at x, and the derivative of that by each parameter. */
export interface Curve {
  readonly at: (x: number, parameters: readonly number[]) => number
  readonly slopes: (x: number, parameters: readonly number[]) => readonly number[]
}

export interface LeastSquares {
  readonly parameters: readonly number[]
  /** Half the width of the 95 % interval of each: Student's t times the standard error, from s² (JᵀJ)⁻¹. */
  readonly halfWidths: readonly number[]
  readonly residuals: readonly number[]
  readonly r2: number
}

const COVERAGE = 0.95
const MOST_STEPS = 500
/** After so many steps that lower the sum by rounding only, it is as low as it gets: parameters settle some steps later than the sum does. */
const LEVEL_STEPS = 12
/** A residual is known to the rounding of what it is the difference of: of a good fit the sum of squares trembles by more than its own. */
const ROUNDING = 2e-15

/**
 * The parameters for which the sum of squares is smallest, by the method of Levenberg and Marquardt from `start`; null where it does not settle, or
 * the data do not determine them.
 */
export function leastSquares(
  curve: Curve,
  x: readonly number[],
  y: readonly number[],
  start: readonly number[],
): LeastSquares | null {
  let parameters = [...start]
  let squares = sumOfSquares(curve, x, y, parameters)
  const size = Math.sqrt(y.reduce((sum, value) => sum + value ** 2, 0))
  let damping = 1e-3
  let level = 0
  for (let step = 0; step < MOST_STEPS; step++) {
    const { normal, gradient } = normalEquations(curve, x, y, parameters)
    const damped = normal.map((row, i) => row.map((value, j) => (i === j ? value * (1 + damping) : value)))
    const change = solved(damped, gradient)
    if (change === null) return null
    const next = parameters.map((value, i) => value + change[i]!)
    const nextSquares = sumOfSquares(curve, x, y, next)
    const noise = 1e-14 * squares + ROUNDING * size * Math.sqrt(squares)
    level = Math.abs(squares - nextSquares) <= noise ? level + 1 : 0
    if (nextSquares <= squares) {
      damping /= 10
      parameters = next
      squares = nextSquares
    } else damping *= 10
    if (level === LEVEL_STEPS || damping > 1e15) return described(curve, x, y, parameters, squares)
  }
  return null
}

function described(
  curve: Curve,
  x: readonly number[],
  y: readonly number[],
  parameters: readonly number[],
  squares: number,
): LeastSquares | null {
  const freedom = x.length - parameters.length
  const { normal } = normalEquations(curve, x, y, parameters)
  const inverse = parameters.map((_, i) => solved(normal, parameters.map((__, j) => Number(i === j)))) // prettier-ignore
  if (inverse.some((column) => column === null) || !parameters.every(Number.isFinite)) return null
  const t = freedom > 0 ? studentQuantile(COVERAGE, freedom) : NaN
  const halfWidths = parameters.map((_, i) => t * Math.sqrt((squares / freedom) * inverse[i]![i]!))
  const middle = y.reduce((sum, value) => sum + value, 0) / y.length
  const spread = y.reduce((sum, value) => sum + (value - middle) ** 2, 0)
  const residuals = x.map((place, i) => y[i]! - curve.at(place, parameters))
  return { parameters, halfWidths, residuals, r2: spread === 0 ? NaN : 1 - squares / spread }
}

function sumOfSquares(
  { at }: Curve,
  x: readonly number[],
  y: readonly number[],
  parameters: readonly number[],
): number {
  return x.reduce((sum, place, i) => sum + (y[i]! - at(place, parameters)) ** 2, 0)
}

/** JᵀJ, and Jᵀ times what is missing. */
function normalEquations(
  { at, slopes }: Curve,
  x: readonly number[],
  y: readonly number[],
  parameters: readonly number[],
) {
  const normal = parameters.map(() => parameters.map(() => 0))
  const gradient = parameters.map(() => 0)
  for (const [i, place] of x.entries()) {
    const row = slopes(place, parameters)
    const missing = y[i]! - at(place, parameters)
    for (const [j, one] of row.entries()) {
      gradient[j]! += one * missing
      for (const [k, other] of row.entries()) normal[j]![k]! += one * other
    }
  }
  return { normal, gradient }
}

/** A few equations, by elimination with pivots, after each unknown was scaled to its own size; null where they have no one solution. */
function solved(matrix: readonly (readonly number[])[], right: readonly number[]): number[] | null {
  const scales = matrix.map((row, i) => Math.sqrt(row[i]!) || 1)
  const rows = matrix.map((row, i) => [
    ...row.map((value, j) => value / (scales[i]! * scales[j]!)),
    right[i]! / scales[i]!,
  ])
  const size = rows.length
  for (let i = 0; i < size; i++) {
    let best = i
    for (let j = i + 1; j < size; j++) if (Math.abs(rows[j]![i]!) > Math.abs(rows[best]![i]!)) best = j
    ;[rows[i], rows[best]] = [rows[best]!, rows[i]!]
    const pivot = rows[i]![i]!
    if (!(Math.abs(pivot) > 1e-14)) return null
    for (let j = 0; j < size; j++) {
      if (j === i) continue
      const factor = rows[j]![i]! / pivot
      for (let k = i; k <= size; k++) rows[j]![k]! -= factor * rows[i]![k]!
    }
  }
  return rows.map((row, i) => row[size]! / row[i]! / scales[i]!)
}
