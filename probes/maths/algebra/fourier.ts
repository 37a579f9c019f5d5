import type { LinearAlgebra, Matrix } from './linear-algebra.ts'
import { oncePerArray } from './once-per-array.ts'

/**
 * The real Fourier coefficients of each row, [rows, 2K'], in the rows' element type: K' cosine, then K' sine
 * coefficients; computed once for all probes of a step.
 */
export function fourierCoefficients(rows: Matrix, linalg: LinearAlgebra): Matrix {
  return coefficientsOf(rows.data, rows, linalg)
}

const coefficientsOf = oncePerArray((_data: object, rows: Matrix, linalg: LinearAlgebra) => {
  const basis = fourierBasis(rows.cols)
  // Of two factors the finer decides: the basis must not make float64 of float32 weights.
  const data = rows.data instanceof Float64Array ? basis : Float32Array.from(basis)
  return linalg.product(rows, { rows: rows.cols, cols: 2 * binsOf(rows.cols), data })
})

/**
 * The real Fourier basis on the residues 0 … p − 1, [p, 2K'] row-major: K' = ⌊p/2⌋ + 1 cosines, then K' sines, of
 * frequencies 0 … ⌊p/2⌋. A matrix product with it is NumPy's `rfft` (up to the sign of the sines), and runs on every
 * backend: WASM has no FFT. At even p the last frequency is Nyquist's, whose sine is zero.
 */
export function fourierBasis(modulus: number): Float64Array {
  const stored = bases.get(modulus)
  if (stored !== undefined) return stored
  const bins = binsOf(modulus)
  const basis = new Float64Array(modulus * 2 * bins)
  for (let n = 0; n < modulus; n++) {
    for (let k = 0; k < bins; k++) {
      // Reduced before the division, so that large n·k cost no digits.
      const angle = (2 * Math.PI * ((n * k) % modulus)) / modulus
      basis[n * 2 * bins + k] = Math.cos(angle)
      basis[n * 2 * bins + bins + k] = Math.sin(angle)
    }
  }
  bases.set(modulus, basis)
  return basis
}

/** Frequencies 0 … ⌊p/2⌋ of a real function on p residues. */
export function binsOf(modulus: number): number {
  return Math.floor(modulus / 2) + 1
}

/** One basis a modulus: a run has one modulus. */
const bases = new Map<number, Float64Array>()
