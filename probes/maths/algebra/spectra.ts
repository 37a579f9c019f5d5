import type { Layer } from '#probes/inputs.ts'
import { EPSILON, roundingOf } from './double.ts'

/**
 * The size below which a singular value of a layer cannot be told from zero: max(n, m) ε σ₁, as NumPy has it, with ε of
 * the type that its numbers were stored in.
 */
export function noiseFloor(layer: Layer | undefined, largest: number): number {
  return layer === undefined ? 0 : floorAt(layer, roundingOf(layer), largest)
}

/**
 * The size below which a singular value may be rounding alone, however large the layer: that of arithmetic as above, and
 * what storing the numbers in a coarser type can have added to any of them, ½ ε ‖W‖_F (Weyl). In bfloat16 `noiseFloor`
 * itself exceeds σ₁ from 128 rows on, and nothing would be left of a spectrum.
 */
export function roundingFloor(layer: Layer | undefined, sigma: Float64Array): number {
  if (layer === undefined) return 0
  const [largest = 0, epsilon] = [sigma[0], roundingOf(layer)]
  const ofArithmetic = floorAt(layer, Math.min(epsilon, EPSILON.f32), largest)
  if (epsilon <= EPSILON.f32) return ofArithmetic
  return Math.max(ofArithmetic, (epsilon / 2) * Math.hypot(...sigma))
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

const floorAt = ({ shape }: Layer, epsilon: number, largest: number) => Math.max(...shape) * epsilon * largest
