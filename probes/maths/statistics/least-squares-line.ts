import { ordinaryNumbers } from '#probes/maths/algebra/ordinary-size.ts'
import { timesPowerOfTwo } from '#probes/maths/algebra/wide.ts'

/** The straight line y = intercept + slope·x of least squares, with the standard error of its slope. */
export interface Line {
  readonly slope: number
  readonly intercept: number
  /** √(Σr²/(n − 2)/Σ(x − x̄)²); 0 where the points lie on the line */
  readonly slopeError: number
}

/** Null for fewer than three points, or where all x are one. */
export function lineThrough(abscissas: ArrayLike<number>, ordinates: ArrayLike<number>): Line | null {
  const { data: x, exponent: unitOfX } = ordinaryNumbers(Float64Array.from(abscissas))
  const { data: y, exponent: unitOfY } = ordinaryNumbers(Float64Array.from(ordinates))
  const n = x.length
  if (n < 3) return null
  let meanX = 0
  let meanY = 0
  for (let i = 0; i < n; i++) {
    meanX += (x[i] as number) / n
    meanY += (y[i] as number) / n
  }
  let sxx = 0
  let sxy = 0
  for (let i = 0; i < n; i++) {
    sxx += ((x[i] as number) - meanX) ** 2
    sxy += ((x[i] as number) - meanX) * ((y[i] as number) - meanY)
  }
  if (sxx === 0) return null
  const slope = sxy / sxx
  const intercept = meanY - slope * meanX
  let residual = 0
  for (let i = 0; i < n; i++) residual += ((y[i] as number) - intercept - slope * (x[i] as number)) ** 2
  const slopeError = Math.sqrt(residual / (n - 2) / sxx)
  return {
    slope: timesPowerOfTwo(slope, unitOfY - unitOfX),
    intercept: timesPowerOfTwo(intercept, unitOfY),
    slopeError: timesPowerOfTwo(slopeError, unitOfY - unitOfX),
  }
}
