/**
 * The error function, (2/√π) ∫₀ᶻ e^(−t²) dt, to the last digits of float64: by Kummer's series e^(−z²) Σ 2ⁿz²ⁿ⁺¹/(2n+1)!!,
 * whose terms all have one sign, so that nothing cancels. Beyond 6 it is 1 in float64.
 */
export function erf(z: number): number {
  if (Number.isNaN(z)) return NaN
  if (Math.abs(z) > 6) return Math.sign(z)
  let term = z
  let sum = z
  for (let n = 1; Math.abs(term) > 1e-17 * Math.abs(sum); n++) {
    term *= (2 * z * z) / (2 * n + 1)
    sum += term
  }
  return (2 / Math.sqrt(Math.PI)) * Math.exp(-z * z) * sum
}
