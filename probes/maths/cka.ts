export const ESTIMATORS = ['debiased', 'biased'] as const
export type Estimator = (typeof ESTIMATORS)[number]

/**
 * Centred kernel alignment of two Gram matrices of the same n examples, [n, n] row-major, of representations whose
 * columns were centred; null where either has no variance.
 *
 * - `debiased`: the ratio of the unbiased HSIC of Song et al. 2012, as the inner product of U-centred matrices
 *   (Székely & Rizzo 2014). At most 1; near 0, and on either side of it, for unrelated features. n ≥ 4.
 * - `biased`: ⟨K, L⟩/(‖K‖ ‖L‖), Kornblith et al. 2019. Unrelated random features of width p give about p/(n + p).
 */
export function cka(k: ArrayLike<number>, l: ArrayLike<number>, n: number, estimator: Estimator): number | null {
  const [first, second] = estimator === 'debiased' ? [uCentred(k, n), uCentred(l, n)] : [k, l]
  const kk = inner(first, first)
  const ll = inner(second, second)
  if (kk <= ROUNDING * inner(k, k) || ll <= ROUNDING * inner(l, l)) return null
  return inner(first, second) / (Math.sqrt(kk) * Math.sqrt(ll))
}

/** What is left of a Gram matrix computed in float32 when all of its variance is one example's: centring removes it. */
const ROUNDING = 1e-10

/**
 * K̃_ij = K_ij − r_i/(n−2) − r_j/(n−2) + s/((n−1)(n−2)) off the diagonal and 0 on it, where r are the sums of rows
 * and s of all, without the diagonal. ⟨K̃, L̃⟩/(n(n−3)) is the unbiased HSIC, so the factor cancels in a ratio.
 */
function uCentred(gram: ArrayLike<number>, n: number): Float64Array {
  const rows = new Float64Array(n)
  for (let i = 0; i < n; i++) {
    let sum = -(gram[i * n + i] ?? 0)
    for (let j = 0; j < n; j++) sum += gram[i * n + j] ?? 0
    rows[i] = sum / (n - 2)
  }
  const all = rows.reduce((sum, row) => sum + row, 0) / (n - 1)
  const centred = new Float64Array(n * n)
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < n; j++) {
      if (i !== j) centred[i * n + j] = (gram[i * n + j] ?? 0) - (rows[i] ?? 0) - (rows[j] ?? 0) + all
    }
  }
  return centred
}

function inner(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0
  for (let i = 0; i < a.length; i++) sum += (a[i] ?? 0) * (b[i] ?? 0)
  return sum
}
