import { sumOfSquares } from './norms.ts'
import { ordinaryNumbers } from './ordinary-size.ts'

export const VARIANTS = ['roy-vetterli', 'squared', 'participation'] as const
export type Variant = (typeof VARIANTS)[number]

/**
 * How many directions a spectrum of singular values uses, between 1 and its length; null where all of it is zero.
 *
 * - `roy-vetterli`: exp of the entropy of σ/Σσ (Roy & Vetterli 2007)
 * - `squared`: exp of the entropy of σ²/Σσ², which follows the energy
 * - `participation`: (Σσ²)²/Σσ⁴, the participation ratio of the energies
 */
export function effectiveRank(spectrum: Float64Array, variant: Variant): number | null {
  const sigma = ordinaryNumbers(spectrum).data
  if (sum(sigma) === 0) return null
  if (variant === 'roy-vetterli') return Math.exp(entropy(sigma))
  const energies = sigma.map((value) => value * value)
  return variant === 'squared' ? Math.exp(entropy(energies)) : sum(energies) ** 2 / sumOfSquares(energies)
}

/** −Σ p ln p of the shares of a list of non-negative numbers, in nats; a share of zero adds nothing. */
function entropy(weights: Float64Array): number {
  const total = sum(weights)
  return weights.reduce((nats, weight) => (weight === 0 ? nats : nats - (weight / total) * Math.log(weight / total)), 0)
}

function sum(values: Float64Array): number {
  return values.reduce((total, value) => total + value, 0)
}
