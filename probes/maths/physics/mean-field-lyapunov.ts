/**
 * The largest Lyapunov exponent of h ← tanh(g J h), J_ij independent of variance 1/N, as N → ∞: fields are normal of variance
 * g² C with C = E tanh²(g√C z), those of different times independent, so that a small change grows by
 * λ₁ = ½ ln(g² E cosh⁻⁴(g√C z)) a step (Molgedey, Schuchhardt & Schuster 1992). ln g below g = 1, where C = 0.
 */
export function meanFieldLyapunov(gain: number): number {
  const deviation = gain * Math.sqrt(activityAt(gain))
  return Math.log(gain) + 0.5 * Math.log(gaussianMean((z) => Math.cosh(deviation * z) ** -4))
}

/** C, the mean square of the activity; 0 up to g = 1. */
export function activityAt(gain: number): number {
  if (gain <= 1) return 0
  const grows = (c: number) => gaussianMean((z) => Math.tanh(gain * Math.sqrt(c) * z) ** 2) > c
  let [low, high] = [0, 1]
  for (;;) {
    const middle = low + (high - low) / 2
    if (middle <= low || middle >= high) return middle
    if (grows(middle)) low = middle
    else high = middle
  }
}

const HALF = 9
const POINTS = 720

/** E f(z) over a standard normal z, by the trapezoidal rule, which is exact to rounding for functions as smooth as these. */
function gaussianMean(of: (z: number) => number): number {
  const spacing = (2 * HALF) / POINTS
  let sum = 0
  for (let i = 0; i <= POINTS; i++) {
    const z = -HALF + i * spacing
    sum += Math.exp((-z * z) / 2) * of(z)
  }
  return (sum * spacing) / Math.sqrt(2 * Math.PI)
}
