/** exp(−d²/2σ²) of squared distances; what coincides has 1, however small σ. */
export function gaussianKernel(squared: Float64Array, sigma: number): Float64Array {
  return squared.map((value) => (value === 0 ? 1 : Math.exp(-value / (2 * sigma * sigma))))
}

/** H K H with H = 1 − 11ᵀ/n: the Gram matrix of the features that the kernel stands for, centered. */
export function doublyCentered(kernel: Float64Array, n: number): Float64Array {
  const means = new Float64Array(n)
  for (let i = 0; i < n; i++) means[i] = kernel.subarray(i * n, (i + 1) * n).reduce((sum, value) => sum + value, 0) / n
  const mean = means.reduce((sum, value) => sum + value, 0) / n
  return kernel.map((value, at) => value - (means[Math.floor(at / n)] ?? 0) - (means[at % n] ?? 0) + mean)
}
