import { innerProduct } from './alignment.ts'
import type { Matrix } from './linear-algebra.ts'

/** How far a kernel has moved, ‖K − K₀‖/‖K₀‖; null where there was none. */
export function relativeDrift(now: Matrix, then: Matrix): number | null {
  const before = Math.sqrt(innerProduct(then, then))
  return before === 0 ? null : distance(now, then, 1, 1) / before
}

/**
 * 1 − cos(K, K₀), as ½ ‖K/‖K‖ − K₀/‖K₀‖‖², which keeps its digits where the two are nearly parallel; null where either
 * is 0.
 */
export function rotation(now: Matrix, then: Matrix): number | null {
  const after = Math.sqrt(innerProduct(now, now))
  const before = Math.sqrt(innerProduct(then, then))
  return after === 0 || before === 0 ? null : 0.5 * distance(now, then, after, before) ** 2
}

function distance(a: Matrix, b: Matrix, unitA: number, unitB: number): number {
  let square = 0
  for (let at = 0; at < a.data.length; at++)
    square += ((a.data[at] as number) / unitA - (b.data[at] as number) / unitB) ** 2
  return Math.sqrt(square)
}
