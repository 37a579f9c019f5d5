/**
 * The t beyond which, either way, Student's distribution of ν degrees of freedom has 1 − `coverage`: its inverse, by halving, of
 * the finite sums for whole ν (Abramowitz & Stegun 1964, 26.7.3 and 26.7.4).
 */
export function studentQuantile(coverage: number, freedom: number): number {
  let [low, high] = [0, Math.PI / 2]
  for (let i = 0; i < 200 && low < high; i++) {
    const middle = (low + high) / 2
    if (middle === low || middle === high) break
    if (within(middle, freedom) < coverage) low = middle
    else high = middle
  }
  return Math.tan((low + high) / 2) * Math.sqrt(freedom)
}

/** The chance of |T| ≤ √ν tan θ. */
function within(angle: number, freedom: number): number {
  const [sine, cosine] = [Math.sin(angle), Math.cos(angle)]
  const isOdd = freedom % 2 === 1
  let term = isOdd ? cosine : 1
  let sum = freedom === 1 ? 0 : term
  for (let k = isOdd ? 3 : 2; k < freedom; k += 2) {
    term *= ((k - 1) / k) * cosine * cosine
    sum += term
  }
  return isOdd ? (2 / Math.PI) * (angle + sine * sum) : sine * sum
}
