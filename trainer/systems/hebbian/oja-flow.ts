import type { GaussianCloud } from './gaussian-cloud.ts'

/**
 * Where one neuron is after a time t = η · points under Oja's rule at small rates: dw/dt = C w − (wᵀC w) w has the solution
 * w(t) = e^{Ct} w₀ / √(1 + w₀ᵀ(e^{2Ct} − 1) w₀). Its length tends to 1, and its direction to the first component as
 * e^{−(λ₁ − λ₂)t}.
 */
export function ojaFlow(initial: Float64Array, { variances, components }: GaussianCloud, time: number) {
  const size = initial.length
  const first = variances[0] as number
  // Along each component, everything over e^{λ₁t}, so that nothing overflows.
  const grown = Float64Array.from(variances, (variance, i) => {
    const along = initial.reduce((sum, weight, at) => sum + weight * (components[i * size + at] as number), 0)
    return along * Math.exp((variance - first) * time)
  })
  const squares = grown.reduce((sum, value) => sum + value * value, 0)
  const before = initial.reduce((sum, weight) => sum + weight * weight, 0)
  return {
    norm: Math.sqrt(squares / (Math.exp(-2 * first * time) * (1 - before) + squares)),
    cosine: Math.abs(grown[0] as number) / Math.sqrt(squares),
  }
}
