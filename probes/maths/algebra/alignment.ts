import type { LinearAlgebra, Matrix } from './linear-algebra.ts'
import { ordinarySize } from './ordinary-size.ts'

/** ⟨A, B⟩ over all entries, in float64. */
export function innerProduct(a: Matrix, b: Matrix): number {
  let sum = 0
  for (let at = 0; at < a.data.length; at++) sum += (a.data[at] as number) * (b.data[at] as number)
  return sum
}

/** H K H with H = 1 − 11ᵀ/n, in float64: the kernel of the features less their mean. */
export function centeredKernel({ rows: n, data }: Matrix): Matrix {
  const means = new Float64Array(n)
  for (let at = 0; at < data.length; at++) {
    const row = Math.floor(at / n)
    means[row] = (means[row] ?? 0) + (data[at] ?? 0) / n
  }
  const all = means.reduce((sum, mean) => sum + mean, 0) / n
  const centered = Float64Array.from(
    data,
    (value, at) => value - (means[Math.floor(at / n)] ?? 0) - (means[at % n] ?? 0) + all,
  )
  return { rows: n, cols: n, data: centered }
}

/**
 * ⟨K_c, L_c⟩/(‖K_c‖ ‖L_c‖) of two kernels on the same examples, both centered (Cortes et al. 2012); null where either
 * has nothing left after centring but the rounding of its entries.
 */
export function centeredAlignment(ofInputs: Matrix, ofTargets: Matrix): number | null {
  const [k, l] = [ordinarySize(ofInputs).matrix, ordinarySize(ofTargets).matrix]
  const [a, b] = [centeredKernel(k), centeredKernel(l)]
  const [aa, bb] = [innerProduct(a, a), innerProduct(b, b)]
  if (aa <= ROUNDING * innerProduct(k, k) || bb <= ROUNDING * innerProduct(l, l)) return null
  return innerProduct(a, b) / (Math.sqrt(aa) * Math.sqrt(bb))
}

const ROUNDING = 1e-24

/** Y Yᵀ, [n, n]: how alike the targets of two examples are; over a power of four where it would leave the range of numbers. */
export function targetKernel(targets: Matrix, linalg: LinearAlgebra): Matrix {
  const { matrix } = ordinarySize(targets)
  return linalg.product(matrix, matrix, { b: true })
}
