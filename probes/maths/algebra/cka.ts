export const ESTIMATORS = ['debiased', 'biased'] as const
export type Estimator = (typeof ESTIMATORS)[number]

/** A symmetric [n, n] matrix, row-major, of which the lower triangle is read. */
type Gram = Float32Array | Float64Array

/**
 * Centered kernel alignment of two Gram matrices of the same n examples, each of a representation whose columns were
 * centered; null where either has no variance.
 *
 * - `debiased`: the ratio of the unbiased HSIC of Song et al. 2012. At most 1; near 0, and on either side of it, for
 *   unrelated features. n ≥ 4.
 * - `biased`: ⟨K, L⟩/(‖K‖ ‖L‖), Kornblith et al. 2019. Unrelated random features of width p give about p/(n + p).
 */
export function cka(k: Gram, l: Gram, n: number, estimator: Estimator): number | null {
  const [kk, ll, kl] = [inner(k, k, n), inner(l, l, n), inner(k, l, n)]
  const [r, q] = estimator === 'debiased' ? [rowSums(k, n), rowSums(l, n)] : [null, null]
  const hsic = ({ below, all }: Inner, left: Float64Array | null, right: Float64Array | null) =>
    left === null || right === null ? all : unbiasedHsic(below, left, right)
  const [ofK, ofL] = [hsic(kk, r, r), hsic(ll, q, q)]
  if (ofK <= ROUNDING * kk.all || ofL <= ROUNDING * ll.all) return null
  return hsic(kl, r, q) / (Math.sqrt(ofK) * Math.sqrt(ofL))
}

/** What float32 leaves of a Gram matrix that the unbiased estimator cancels: one example has all the variance. */
const ROUNDING = 1e-10

interface Inner {
  /** Over the entries below the diagonal. */
  readonly below: number
  /** ⟨K, L⟩ */
  readonly all: number
}

function inner(k: Gram, l: Gram, n: number): Inner {
  let diagonal = 0
  let below = 0
  for (let i = 0; i < n; i++) {
    for (let at = i * n; at < i * n + i; at++) below += (k[at] as number) * (l[at] as number)
    diagonal += (k[i * n + i] as number) * (l[i * n + i] as number)
  }
  return { below, all: diagonal + 2 * below }
}

/** Of the symmetric matrix without its diagonal. */
function rowSums(k: Gram, n: number): Float64Array {
  const sums = new Float64Array(n)
  for (let i = 0; i < n; i++) {
    let sum = 0
    for (let j = 0; j < i; j++) {
      const entry = k[i * n + j] as number
      sum += entry
      sums[j] = (sums[j] as number) + entry
    }
    sums[i] = sum
  }
  return sums
}

/**
 * The unbiased HSIC times n(n − 3), which cancels in a ratio. With K and L without their diagonals, r and q the sums
 * of their rows: ⟨K, L⟩ + (Σr)(Σq)/((n − 1)(n − 2)) − 2 r·q/(n − 2).
 */
function unbiasedHsic(below: number, r: Float64Array, q: Float64Array): number {
  const n = r.length
  let sumR = 0
  let sumQ = 0
  let rq = 0
  for (let i = 0; i < n; i++) {
    sumR += r[i] as number
    sumQ += q[i] as number
    rq += (r[i] as number) * (q[i] as number)
  }
  return 2 * below + (sumR * sumQ) / ((n - 1) * (n - 2)) - (2 * rq) / (n - 2)
}
