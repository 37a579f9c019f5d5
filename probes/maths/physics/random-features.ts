import { learned, type Modes } from '../statistics/learning-curve.ts'
import { valueBelow } from '../statistics/marchenko-pastur.ts'

/** Regression on rectified random features of Gaussian inputs, whose weights have variance 1/d. */
export interface FeatureRegression {
  /** d */
  readonly dimension: number
  /** N */
  readonly features: number
  /** P */
  readonly examples: number
  /** λ beside the sum of squares */
  readonly ridge: number
  /** Standard deviation of the linear teacher, and of the noise on what is trained on. */
  readonly signal: number
  readonly noise: number
}

/** Of max(0, u), u standard normal: its mean, its slope on u, and the variance of its quadratic part and of what is left. */
const MEAN = 1 / Math.sqrt(2 * Math.PI)
const SLOPE = 1 / 2
const QUADRATIC = 1 / (4 * Math.PI)
const REST = 1 / 2 - MEAN ** 2 - SLOPE ** 2 - QUADRATIC

/**
 * The error on the teacher itself, averaged over draws of examples: regression on features has the deterministic equivalent
 * of the learning curve, and the features' covariance is taken degree by degree. The linear and the quadratic part live in
 * as many directions as there are monomials, each with the spectrum of a random matrix (Marchenko–Pastur), what is left is
 * noise (Mei & Montanari 2022; Hu, Lu & Misiakiewicz 2024). Infinite at N = P without a ridge.
 */
export function randomFeatureError(of: FeatureRegression): number {
  const { examples, ridge, signal, noise, features } = of
  if (ridge === 0 && features === examples) return Infinity
  const modes = modesOf(of)
  const { bias, gamma } = learned(modes, examples, ridge)
  const unseen = signal ** 2 - modes.power.reduce((sum, value) => sum + value, 0)
  return (bias + unseen + noise ** 2) / (1 - gamma) - noise ** 2
}

/** The features' covariance by its eigenvalues, and the teacher along each, averaged over its directions. */
function modesOf({ dimension, features, signal }: FeatureRegression): Modes & { readonly power: readonly number[] } {
  const linear = degree(SLOPE ** 2, dimension, features)
  const quadratic = degree(QUADRATIC, (dimension * (dimension + 1)) / 2, features - linear.length)
  // The mean of the features is a mode without a target.
  const left = features - linear.length - quadratic.length
  const rest = Array.from({ length: left }, (_, i) => (i === 0 ? features * MEAN ** 2 : 0) + REST)
  return {
    values: [...linear.map((value) => value + QUADRATIC + REST), ...quadratic.map((value) => value + REST), ...rest],
    power: [
      ...linear.map((value) => (signal ** 2 / dimension) * (value / (value + QUADRATIC + REST))),
      ...quadratic.map(() => 0),
      ...rest.map(() => 0),
    ],
  }
}

/** The eigenvalues of a part of this variance a feature that lives in some directions, of so many features. */
function degree(variance: number, directions: number, features: number): number[] {
  const [count, most] = [Math.min(directions, features), Math.max(directions, features)]
  return Array.from(
    { length: Math.max(0, count) },
    (_, k) => ((variance * most) / directions) * valueBelow((k + 0.5) / count, count / most),
  )
}
