/** Powers of two are taken out where a number of possibilities would leave float64: that changes no digit. */
const LARGE = 2 ** 500

/**
 * The exact two-sided sign test (Conover 1999, Practical Nonparametric Statistics, 3.4): the chance that of `positive + negative` signs, each as
 * likely either way, as many or more agree. Ties are left out by the caller. Null of none.
 */
export function signTest(positive: number, negative: number): number | null {
  const n = positive + negative
  if (n === 0) return null
  const most = Math.max(positive, negative)
  let [ways, all, halvings] = [1, 0, n]
  for (let k = n; k >= most; k--) {
    all += ways
    ways *= k / (n - k + 1)
    while (all > LARGE && halvings >= 500) {
      all /= LARGE
      ways /= LARGE
      halvings -= 500
    }
  }
  for (; halvings > 500; halvings -= 500) all /= LARGE
  return Math.min(1, 2 * all * 2 ** -halvings)
}
