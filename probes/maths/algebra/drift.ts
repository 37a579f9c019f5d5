import { innerProduct } from './alignment.ts'
import type { Matrix } from './linear-algebra.ts'
import { ordinarySize, ordinaryTogether } from './ordinary-size.ts'

/** How far a kernel has moved, ‖K − K₀‖/‖K₀‖; null where there was none. */
export function relativeDrift(now: Matrix, then: Matrix): number | null {
  const { lists } = ordinaryTogether([now.data, then.data])
  const [a, b] = lists.map((data) => ({ ...now, data })) as [Matrix, Matrix]
  const before = Math.sqrt(innerProduct(b, b))
  return before === 0 ? null : distance(a, b, 1, 1) / before
}

/**
 * 1 − cos(K, K₀), as ½ ‖K/‖K‖ − K₀/‖K₀‖‖², which keeps its digits where the two are nearly parallel; null where either
 * is 0.
 */
export function rotation(now: Matrix, then: Matrix): number | null {
  const [a, b] = [ordinarySize(now).matrix, ordinarySize(then).matrix]
  const after = Math.sqrt(innerProduct(a, a))
  const before = Math.sqrt(innerProduct(b, b))
  return after === 0 || before === 0 ? null : 0.5 * distance(a, b, after, before) ** 2
}

function distance(a: Matrix, b: Matrix, unitA: number, unitB: number): number {
  let square = 0
  for (let at = 0; at < a.data.length; at++)
    square += ((a.data[at] as number) / unitA - (b.data[at] as number) / unitB) ** 2
  return Math.sqrt(square)
}
