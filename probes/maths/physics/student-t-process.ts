/** What is known of a new value once n values y were seen at places of covariance K: of a normal process, and of a Student one. */
export interface Seen {
  /** Degrees of freedom ν of the prior, above 2. */
  readonly degrees: number
  readonly examples: number
  /** β = yᵀ K⁻¹ y: about n where the values are as large as the prior has them. */
  readonly surprise: number
  /** Variance that a normal process leaves, k** − kᵀ K⁻¹ k, whatever the values were. */
  readonly normalVariance: number
}

/**
 * A Student-t process of covariance K, conditioned on values: its mean is that of the normal process, its variance
 * (ν + β − 2)/(ν + n − 2) times the normal one, and it has ν + n degrees of freedom (Shah et al. 2014, arXiv:1402.4306).
 */
export function studentTConditional({ degrees, examples, surprise, normalVariance }: Seen): {
  readonly degrees: number
  readonly variance: number
  /** Beyond that of a normal, 0. */
  readonly excessKurtosis: number
} {
  const left = degrees + examples
  return {
    degrees: left,
    variance: ((degrees + surprise - 2) / (left - 2)) * normalVariance,
    excessKurtosis: left > 4 ? 6 / (left - 4) : Infinity,
  }
}
