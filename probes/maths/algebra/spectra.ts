import type { Layer } from '#probes/inputs.ts'
import { EPSILON, roundingOf } from './double.ts'

/**
 * The size below which a singular value of a layer cannot be told from zero: max(n, m) ε σ₁, as NumPy has it, with ε of
 * the type that its numbers were stored in.
 */
export function noiseFloor(layer: Layer | undefined, largest: number): number {
  return layer === undefined ? 0 : longerSide(layer) * roundingOf(layer) * largest
}

/** max(n, m) of a layer as the matrix that it is. */
export function longerSide(layer: Layer): number {
  return Math.max(...(layer.asMatrix ? [layer.asMatrix.rows, layer.asMatrix.cols] : layer.shape))
}

/** A spectrum, and what its matrix was: the longer side, the rounding of its numbers, and its Frobenius norm. */
interface Rounded {
  readonly largest: number
  readonly longest: number
  readonly epsilon: number
  readonly norm: () => number
}

/**
 * The size below which a singular value may be rounding alone, however large the matrix: that of arithmetic as above, and
 * what storing the numbers in a coarser type can have added to any of them, ½ ε ‖A‖_F (Weyl). In bfloat16 `noiseFloor`
 * itself exceeds σ₁ from 128 rows on, and nothing would be left of a spectrum.
 */
export function roundingFloor({ largest, longest, epsilon, norm }: Rounded): number {
  const ofArithmetic = longest * Math.min(epsilon, EPSILON.f32) * largest
  return epsilon <= EPSILON.f32 ? ofArithmetic : Math.max(ofArithmetic, (epsilon / 2) * norm())
}

/**
 * The share of the largest, or of the whole, below which a square (an eigenvalue of a Gram matrix, a power, a variance)
 * is rounding of numbers that were stored in a type of this ε: the square of 8 ε, for float32 some 1e-12.
 */
export function energyFloor(epsilon: number): number {
  return (8 * epsilon) ** 2
}

/** The share of a kernel's largest eigenvalue below which one is zero: float64 has it to 1e-12, its examples may not. */
export function kernelFloor(epsilon: number): number {
  return Math.max(1e-12, energyFloor(epsilon))
}
