/** A kernel's modes on the distribution of inputs, and the target along them. */
export interface Modes {
  /** λ_k ≥ 0, eigenvalues of the kernel under the distribution */
  readonly values: ArrayLike<number>
  /** The square of the target's coefficient on each normalized eigenfunction */
  readonly power: ArrayLike<number>
}

/**
 * The generalization error of kernel regression on P examples (Bordelon, Canatar & Pehlevan 2020), averaged over which
 * examples: with κ = ridge + Σ κ λ_k/(κ + P λ_k) and γ = Σ P λ_k²/(κ + P λ_k)², Σ a_k² κ²/(κ + P λ_k)²/(1 − γ).
 */
export function predictedError(modes: Modes, examples: number, ridge: number): number {
  const { bias, gamma } = learned(modes, examples, ridge)
  return bias === 0 ? 0 : bias / (1 - gamma)
}

/** What is left of the target, Σ a_k² κ²/(κ + P λ_k)², and γ: whatever is left, noise too, is amplified by 1/(1 − γ). */
export function learned(
  { values, power }: Modes,
  examples: number,
  ridge: number,
): { readonly bias: number; readonly gamma: number } {
  const kappa = fixedPoint(values, examples, ridge)
  let gamma = 0
  let error = 0
  for (let k = 0; k < values.length; k++) {
    const value = values[k] ?? 0
    // A mode that the kernel does not have is never learned, even where κ is 0.
    const left = value === 0 ? 1 : kappa / (kappa + examples * value)
    if (value > 0) gamma += examples * (value / (kappa + examples * value)) ** 2
    error += (power[k] ?? 0) * left ** 2
  }
  return { bias: error, gamma }
}

/**
 * κ, by bisection to the last bit: the equation over κ, ridge/κ + Σ λ_k/(κ + P λ_k) = 1, falls in κ. Without a ridge and
 * with at least as many examples as modes there is no root above 0, and κ is 0.
 */
export function fixedPoint(values: ArrayLike<number>, examples: number, ridge: number): number {
  const excess = (kappa: number) => {
    let sum = ridge / kappa
    for (let k = 0; k < values.length; k++) sum += (values[k] ?? 0) / (kappa + examples * (values[k] ?? 0))
    return sum - 1
  }
  let modes = 0
  let high = ridge
  for (let k = 0; k < values.length; k++) {
    if ((values[k] ?? 0) > 0) modes++
    high += values[k] ?? 0
  }
  if (ridge === 0 && examples >= modes) return 0
  let low = ridge
  for (;;) {
    const middle = low + (high - low) / 2
    if (middle <= low || middle >= high) return high
    if (excess(middle) > 0) low = middle
    else high = middle
  }
}
