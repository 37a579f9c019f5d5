import type { Rule } from '../rule.ts'
import { cueFor, randomPatterns } from './patterns.ts'

export interface ModernHopfieldSettings {
  readonly neurons: number
  readonly patterns: number
  /** Share of the signs of the cue that are wrong. */
  readonly flipped: number
}

/**
 * The continuous memory of Ramsauer et al.: x ← Xᵀ softmax(β X x), patterns at unit length in the rows of X, which is one
 * query of attention. It holds exponentially many patterns, and recalls one in a single step where β is large.
 */
export function modernHopfield({ neurons, patterns: count, flipped }: ModernHopfieldSettings, seed: number): Rule {
  const patterns = randomPatterns(count, neurons, seed)
  const length = Math.sqrt(neurons)
  const cue = cueFor(patterns, flipped, seed).map((sign) => sign / length)
  const row = (mu: number) => patterns.data.subarray(mu * neurons, (mu + 1) * neurons)
  return {
    begin: () => ({ x: { shape: [neurons], values: cue } }),
    next({ x }, { inverseTemperature }) {
      const fields = Float64Array.from({ length: count }, (_, mu) => along(row(mu), x!.values) / length)
      const top = fields.reduce((largest, field) => Math.max(largest, field), -Infinity)
      const weights = fields.map((field) => Math.exp((inverseTemperature as number) * (field - top)))
      const sum = weights.reduce((total, weight) => total + weight, 0)
      const recalled = new Float64Array(neurons)
      weights.forEach((weight, mu) =>
        row(mu).forEach(
          (sign: number, i: number) => (recalled[i] = (recalled[i] as number) + (weight * sign) / (sum * length)),
        ),
      )
      return { x: { shape: [neurons], values: recalled } }
    },
    shows: ({ now }) => {
      const values = () => Float64Array.from(now.x!.values)
      return {
        // In the units of the patterns, whose entries are ±1.
        memories: () => ({ patterns, state: values().map((value) => value * length) }),
        theory: () => {
          const x = values()
          const measured = along(row(0), x) / (length * Math.sqrt(along(x, x)))
          return { cosine: { measured, predicted: 1 } }
        },
      }
    },
  }
}

function along(one: ArrayLike<number>, other: ArrayLike<number>): number {
  let sum = 0
  for (let i = 0; i < one.length; i++) sum += (one[i] as number) * (other[i] as number)
  return sum
}
