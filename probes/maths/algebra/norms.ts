import type { Layers } from '#probes/inputs.ts'
import { rootOf, squaresOf, sumOfWide } from './wide.ts'

/**
 * Σ v², accumulated in float64. In float32 the sum over a layer of 10⁵ weights loses digits on some backends, and
 * a square overflows at 10¹⁹, long before the weights themselves do; those of float64 do so at 10¹⁵⁴: for numbers of any
 * size see wide.ts.
 */
export function sumOfSquares(values: ArrayLike<number>): number {
  let sum = 0
  for (let i = 0; i < values.length; i++) {
    const value = values[i] ?? 0
    sum += value * value
  }
  return sum
}

/** ‖·‖₂ of all layers together under `total`, then of each layer under its name. */
export function normsByLayer(layers: Layers): Record<string, number> {
  const squares = Object.entries(layers).map(([name, { values }]) => [name, squaresOf(values)] as const)
  const total = sumOfWide(squares.map(([, square]) => square))
  return Object.fromEntries([['total', total] as const, ...squares].map(([name, square]) => [name, rootOf(square)]))
}
