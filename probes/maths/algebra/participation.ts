import { EPSILON } from './double.ts'
import { ordinaryNumbers } from './ordinary-size.ts'
import { energyFloor } from './spectra.ts'

/**
 * The inverse participation ratio Σ_k (P_k/ΣP)² of the power spectrum of each row: 1 where one frequency has all
 * the power, 1/K' where K' share it evenly, null for a row without power, which has no ratio.
 *
 * `coefficients` is [rows, 2K'] row-major, K' cosine then K' sine coefficients a row; frequencies below `from` are
 * left out. Works in float64, since a fourth power of small weights underflows in float32. `epsilon` is the relative
 * rounding of the rows, float32 as in a run if not said: what it leaves of a constant has no power.
 */
export function participationRatios(
  coefficients: ArrayLike<number>,
  bins: number,
  from: 0 | 1,
  epsilon: number = EPSILON.f32,
): (number | null)[] {
  const floor = energyFloor(epsilon)
  const rows = coefficients.length / (2 * bins)
  const ratios: (number | null)[] = []
  const row64 = new Float64Array(2 * bins)
  for (let row = 0; row < rows; row++) {
    let left = 0
    let sum = 0
    let sumOfSquares = 0
    const place = row * 2 * bins
    for (let k = 0; k < row64.length; k++) row64[k] = coefficients[place + k] ?? 0
    const own = ordinaryNumbers(row64).data
    for (let k = 0; k < bins; k++) {
      const cosine = own[k] ?? 0
      const sine = own[bins + k] ?? 0
      const power = cosine * cosine + sine * sine
      if (k < from) left += power
      else {
        sum += power
        sumOfSquares += power * power
      }
    }
    ratios.push(sum <= floor * left ? null : sumOfSquares / (sum * sum))
  }
  return ratios
}
