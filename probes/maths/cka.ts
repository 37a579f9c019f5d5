export const ESTIMATORS = ['debiased', 'biased'] as const
export type Estimator = (typeof ESTIMATORS)[number]

/** A symmetric [n, n] matrix, row-major, of which the lower triangle is read. */
type Gram = Float32Array | Float64Array

/**
 * Centred kernel alignment of two Gram matrices of the same n examples, each of a representation whose columns were
 * centred; null where either has no variance.
 *
 * - `debiased`: the ratio of the unbiased HSIC of Song et al. 2012. At most 1; near 0, and on either side of it, for
 *   unrelated features. n ≥ 4.
 * - `biased`: ⟨K, L⟩/(‖K‖ ‖L‖), Kornblith et al. 2019. Unrelated random features of width p give about p/(n + p).
 */
export function cka(k: Gram, l: Gram, n: number, estimator: Estimator): number | null {
  const hsic = estimator === 'debiased' ? unbiasedHsic : inner
  const kk = hsic(k, k, n)
  const ll = hsic(l, l, n)
  if (kk <= ROUNDING * inner(k, k, n) || ll <= ROUNDING * inner(l, l, n)) return null
  return hsic(k, l, n) / (Math.sqrt(kk) * Math.sqrt(ll))
}

/** What float32 leaves of a Gram matrix that the unbiased estimator cancels: one example has all the variance. */
const ROUNDING = 1e-10

/** ⟨K, L⟩ over all entries. */
function inner(k: Gram, l: Gram, n: number): number {
  let diagonal = 0
  let below = 0
  for (let i = 0; i < n; i++) {
    for (let at = i * n; at < i * n + i; at++) below += (k[at] ?? 0) * (l[at] ?? 0)
    diagonal += (k[i * n + i] ?? 0) * (l[i * n + i] ?? 0)
  }
  return diagonal + 2 * below
}

/**
 * The unbiased HSIC times n(n − 3), which cancels in a ratio. With K and L without their diagonals, r and q the sums
 * of their rows: ⟨K, L⟩ + (Σr)(Σq)/((n − 1)(n − 2)) − 2 r·q/(n − 2).
 */
function unbiasedHsic(k: Gram, l: Gram, n: number): number {
  const r = new Float64Array(n)
  const q = new Float64Array(n)
  let below = 0
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < i; j++) {
      const a = k[i * n + j] ?? 0
      const b = l[i * n + j] ?? 0
      below += a * b
      r[i] = (r[i] ?? 0) + a
      r[j] = (r[j] ?? 0) + a
      q[i] = (q[i] ?? 0) + b
      q[j] = (q[j] ?? 0) + b
    }
  }
  let sumR = 0
  let sumQ = 0
  let rq = 0
  for (let i = 0; i < n; i++) {
    sumR += r[i] ?? 0
    sumQ += q[i] ?? 0
    rq += (r[i] ?? 0) * (q[i] ?? 0)
  }
  return 2 * below + (sumR * sumQ) / ((n - 1) * (n - 2)) - (2 * rq) / (n - 2)
}
