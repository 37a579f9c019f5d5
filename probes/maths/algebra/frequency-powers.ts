import { absent, type Absent } from '#src/vocabulary/index.ts'
import type { Matrices } from '#probes/inputs.ts'
import { roundingOf } from './double.ts'
import { allFinite } from './finite.ts'
import { binsOf, fourierCoefficients } from './fourier.ts'
import type { LinearAlgebra, Matrix } from './linear-algebra.ts'
import { oncePerArray } from './once-per-array.ts'
import { ordinarySize } from './ordinary-size.ts'
import { energyFloor } from './spectra.ts'

type Powers = Matrix & { readonly data: Float64Array }

/**
 * How much of each row's squared norm lies at each frequency 1 … ⌊p/2⌋, [rows, ⌊p/2⌋], in float64: the powers of a row
 * and p times its squared mean add up to its squared norm (Parseval). A frequency between the constant and Nyquist's
 * has two dimensions, Nyquist's (at even p) one. A row that is constant up to rounding has no power at all.
 */
export function frequencyPowers(rows: Matrix, linalg: LinearAlgebra): Powers {
  return powersOf(rows.data, rows, linalg)
}

const powersOf = oncePerArray((_data: object, weights: Matrix, linalg: LinearAlgebra): Powers => {
  const { rows, cols: modulus } = weights
  const bins = binsOf(modulus)
  const coefficients = fourierCoefficients(weights, linalg).data
  // Below this share of the constant, what is left of a power is the rounding of zero.
  const floor = energyFloor(roundingOf(weights))
  const data = new Float64Array(rows * (bins - 1))
  for (let row = 0; row < rows; row++) {
    const powers = data.subarray(row * (bins - 1), (row + 1) * (bins - 1))
    const from = row * 2 * bins
    for (let k = 1; k < bins; k++) {
      const cosine = coefficients[from + k] ?? 0
      const sine = coefficients[from + bins + k] ?? 0
      powers[k - 1] = ((cosine * cosine + sine * sine) * dimensionsOf(k, modulus)) / modulus
    }
    const constant = (coefficients[from] ?? 0) ** 2 / modulus
    if (sumOf(powers) <= floor * constant) powers.fill(0)
  }
  return { rows, cols: bins - 1, data }
})

/** A cosine and a sine, or at Nyquist's frequency (and at 0) a cosine alone. */
export function dimensionsOf(frequency: number, modulus: number): 1 | 2 {
  return frequency === 0 || 2 * frequency === modulus ? 1 : 2
}

/** The powers of a group of neurons: their sum over neurons at each frequency. */
export function groupPowers(weights: Matrix, linalg: LinearAlgebra): Float64Array {
  const { rows, cols, data } = frequencyPowers(weights, linalg)
  const sums = new Float64Array(cols)
  for (let row = 0; row < rows; row++)
    for (let k = 0; k < cols; k++) sums[k] = (sums[k] ?? 0) + (data[row * cols + k] ?? 0)
  return sums
}

/** What a function makes of the weights of each group; groups without any variation, or with NaN, say so instead. */
export function eachGroup<R>(residueWeights: Matrices, compute: (weights: Matrix) => R | Absent) {
  return Object.fromEntries(
    Object.entries(residueWeights).map(([name, weights]): [string, R | Absent] => {
      if (weights.cols < 2) return [name, absent('Frequencies need 2 residues')]
      if (!allFinite(weights.data)) return [name, absent(`The weights of '${name}' hold NaN or an infinity`)]
      return [name, compute(weights)]
    }),
  )
}

/** The same, each group brought to an ordinary size by a power of two: for what does not depend on the scale of the weights. */
export function eachOrdinaryGroup<R>(residueWeights: Matrices, compute: (weights: Matrix) => R | Absent) {
  return eachGroup<R>(residueWeights, (weights) => compute(ordinarySize(weights).matrix))
}

export function sumOf(values: ArrayLike<number>): number {
  let sum = 0
  for (let i = 0; i < values.length; i++) sum += values[i] as number
  return sum
}
