import { absent, isAbsent, type Absent } from '#src/vocabulary/index.ts'
import type { Layer, Layers } from '#probes/inputs.ts'
import { roundingOf } from '../algebra/double.ts'
import { sameLayer, singularValuesByLayer } from '../algebra/layers.ts'
import type { LinearAlgebra } from '../algebra/linear-algebra.ts'
import { energyFloor, longerSide } from '../algebra/spectra.ts'

/**
 * What random matrix theory says of the eigenvalues of WᵀW/n, W [n, m] with independent entries of variance s², where
 * q = m/n ≤ 1: they fill s²(1 − √q)² … s²(1 + √q)² (Marchenko & Pastur 1967).
 */
export function upperEdge(variance: number, q: number): number {
  return variance * (1 + Math.sqrt(q)) ** 2
}

/**
 * The width of the fluctuations of the largest eigenvalue about the edge (Johnstone 2001): how far above it a random
 * matrix of this size may reach, in units of which the Tracy–Widom law is stated.
 */
export function edgeWidth(variance: number, n: number, m: number): number {
  return ((variance * (Math.sqrt(n) + Math.sqrt(m))) / n) * Math.cbrt(1 / Math.sqrt(n) + 1 / Math.sqrt(m))
}

/** s², from the median of the eigenvalues: the bulk decides, and outliers do not widen it. */
export function bulkVariance(eigenvalues: ArrayLike<number>, q: number): number {
  const sorted = Float64Array.from(eigenvalues).sort()
  const middle = sorted.length >> 1
  const upper = sorted[middle] ?? NaN
  const median = sorted.length % 2 === 1 ? upper : (upper + (sorted[middle - 1] ?? NaN)) / 2
  return median / medianOfLaw(q)
}

/** The median of the law at unit variance. */
export function medianOfLaw(q: number): number {
  return valueBelow(0.5, q)
}

/** The value beyond which the law at unit variance has this mass, by bisection of its distribution function. */
export function valueBelow(mass: number, q: number): number {
  let [low, high] = [0, Math.PI]
  for (let round = 0; round < 60; round++) {
    const angle = (low + high) / 2
    if (massAbove(angle, Math.sqrt(q)) < mass) low = angle
    else high = angle
  }
  return 1 + q + 2 * Math.sqrt(q) * Math.cos(low)
}

/** The mass of the law at unit variance at `value` and beyond. */
export function massBeyond(value: number, q: number): number {
  const c = Math.sqrt(q)
  return massAbove(Math.acos(Math.min(1, Math.max(-1, (value - 1 - q) / (2 * c)))), c)
}

/** The mass above 1 + c² + 2c cos(angle), c = √q: the integral of (2/π) sin²t/(1 + c² + 2c cos t) from 0. */
function massAbove(angle: number, c: number): number {
  const even = ((1 + c * c) * angle) / (4 * c * c)
  const steep = ((1 - c * c) / (2 * c * c)) * Math.atan(((1 - c) / (1 + c)) * Math.tan(angle / 2))
  return (2 / Math.PI) * (even - Math.sin(angle) / (2 * c) - steep)
}

/** Fewer eigenvalues have no bulk. */
const FEWEST = 10

/**
 * Of each layer the answer to `of`, which is given the eigenvalues in units of the variance of their bulk and q: what the
 * layer has, and under `.law` what a random matrix of its shape has.
 */
export function besideTheLaw<T>(
  weights: Layers,
  linalg: LinearAlgebra,
  of: (eigenvalues: Float64Array, q: number) => { readonly layer: T; readonly law: T },
): Record<string, T | Absent> | Absent {
  const found = singularValuesByLayer(weights, linalg)
  if (isAbsent(found)) return found
  const parts = Object.entries(found).flatMap(([name, sigma]): [string, T | Absent][] => {
    if (isAbsent(sigma)) return [[name, sigma]]
    const layer = sameLayer(weights, name, 'weights')
    const eigenvalues = eigenvaluesInUnits(sigma, layer, name)
    if (isAbsent(eigenvalues)) return [[name, eigenvalues]]
    const answer = of(eigenvalues, sigma.length / longerSide(layer))
    return [
      [name, answer.layer],
      [`${name}.law`, answer.law],
    ]
  })
  return Object.fromEntries(parts)
}

/** The eigenvalues of WᵀW/n of a layer, falling, in units of the variance of its bulk; absent where it has none. */
function eigenvaluesInUnits(sigma: Float64Array, layer: Layer, name: string): Float64Array | Absent {
  if (sigma.length < FEWEST) return absent(`Needs ${FEWEST} eigenvalues, and '${name}' has ${sigma.length}`)
  const largest = sigma[0] ?? 0
  // In units of the largest: squares of ordinary size.
  const eigenvalues = sigma.map((value) => (value / largest) ** 2)
  const variance = bulkVariance(eigenvalues, sigma.length / longerSide(layer))
  // Of an exact zero the decomposition, and the type that the weights were stored in, leave rounding.
  if (largest === 0 || variance <= energyFloor(roundingOf(layer)))
    return absent(`Half of the eigenvalues of '${name}' are zero`)
  return eigenvalues.map((value) => value / variance)
}
