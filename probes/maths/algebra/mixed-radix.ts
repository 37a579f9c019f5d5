/**
 * Sums of waves Σ_k c_k e^{2πikt/n} at every t, by splitting n into its prime factors (Cooley & Tukey 1965): n times the sum of these, and not n² as written
 * out. The real parts, of coefficients
 * given by their real and imaginary parts.
 */
export function wavesOf(n: number): (reals: Float64Array, imaginaries: Float64Array) => Float64Array {
  const cosines = Float64Array.from({ length: n }, (_, i) => Math.cos((2 * Math.PI * i) / n))
  const sines = Float64Array.from({ length: n }, (_, i) => Math.sin((2 * Math.PI * i) / n))
  return (reals, imaginaries) => {
    return sum(0, 1, n).re

    /** Of every stride-th coefficient from the first on. */
    function sum(first: number, stride: number, size: number): { re: Float64Array; im: Float64Array } {
      if (size === 1) return { re: reals.slice(first, first + 1), im: imaginaries.slice(first, first + 1) }
      const factor = leastFactor(size)
      const m = size / factor
      const parts = Array.from({ length: factor }, (_, p) => sum(first + p * stride, stride * factor, m))
      const [re, im] = [new Float64Array(size), new Float64Array(size)]
      for (const [p, part] of parts.entries()) {
        const step = (p * stride) % n
        for (let t = 0, at = 0, from = 0; t < size; t++) {
          const [a, b] = [part.re[from]!, part.im[from]!]
          re[t]! += a * cosines[at]! - b * sines[at]!
          im[t]! += a * sines[at]! + b * cosines[at]!
          at += step
          if (at >= n) at -= n
          from = from + 1 === m ? 0 : from + 1
        }
      }
      return { re, im }
    }
  }
}

/** The largest number up to n that has no prime factor beyond 5: of as many points the sums take little time. */
export function smoothUpTo(n: number): number {
  for (let size = n; size > 1; size--) {
    let rest = size
    while (rest > 1 && leastFactor(rest) <= 5) rest /= leastFactor(rest)
    if (rest === 1) return size
  }
  return 1
}

function leastFactor(n: number): number {
  for (let p = 2; p * p <= n; p++) if (n % p === 0) return p
  return n
}
