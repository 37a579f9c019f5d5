import type { ParameterValues } from '#src/vocabulary/index.ts'
import { openStream } from '#src/vocabulary/random.ts'
import type { Rule } from '../rule.ts'

export interface OscillatorsSettings {
  readonly replicas: number
  readonly dimensions: number
  /** The step from which on the twins feel the field. */
  readonly waiting: number
}

/**
 * Langevin dynamics of independent oscillators, x ← x − η h x + √(2 η T) ξ, in replicas that begin at rest; and twins of them under the same noise
 * and a small random field that is switched on at a waiting time. Everything about them is known in closed form, which makes
 * them a thermometer's test: the stationary variance is T/(h (1 − ηh/2)).
 */
export function oscillators({ replicas, dimensions, waiting }: OscillatorsSettings, seed: number): Rule {
  const shape = [replicas, dimensions]
  const size = replicas * dimensions
  const stiffness = stiffnesses(dimensions)
  const ofField = openStream(seed, 'field')
  const field = Float64Array.from({ length: size }, () => (ofField.integer(2) === 0 ? -1 : 1))
  const matrix = (data: ArrayLike<number>) => ({ rows: replicas, cols: dimensions, data: Float64Array.from(data) })
  return {
    begin: () => ({
      x: { shape, values: new Float64Array(size) },
      'twin/start': { shape, values: new Float64Array(size) },
      'twin/perturbed': { shape, values: new Float64Array(size) },
      'twin/age': { shape: [1], values: Float64Array.of(0) },
    }),
    next(now, settings, chance) {
      const { rate, temperature, strength } = numbersOf(settings)
      const noise = chance('noise')
      const age = (now['twin/age']!.values[0] as number) + 1
      const [x, perturbed] = [new Float64Array(size), new Float64Array(size)]
      for (let i = 0; i < size; i++) {
        const kept = 1 - rate * (stiffness[i % dimensions] as number)
        const kick = Math.sqrt(2 * rate * temperature) * noise.normal()
        x[i] = kept * (now.x!.values[i] as number) + kick
        const pushed =
          kept * (now['twin/perturbed']!.values[i] as number) + kick + rate * strength * (field[i] as number)
        perturbed[i] = age <= waiting ? x[i]! : pushed
      }
      return {
        x: { shape, values: x },
        'twin/start': age <= waiting ? { shape, values: x } : now['twin/start']!,
        'twin/perturbed': { shape, values: perturbed },
        'twin/age': { shape: [1], values: Float64Array.of(age) },
      }
    },
    shows: ({ now, settings }) => ({
      draws: () => matrix(now.x!.values),
      twin: () => ({
        start: matrix(now['twin/start']!.values),
        now: matrix(now.x!.values),
        perturbed: matrix(now['twin/perturbed']!.values),
        field: matrix(field),
        strength: numbersOf(settings).strength,
        temperature: numbersOf(settings).temperature,
      }),
      theory: () => {
        const { rate, temperature } = numbersOf(settings)
        // What T must be for these squares to be stationary ones, each by its own stiffness.
        const squares = Array.from(now.x!.values, (value, i) => {
          const h = stiffness[i % dimensions] as number
          return h * (1 - (rate * h) / 2) * value ** 2
        })
        const measured = squares.reduce((sum, square) => sum + square, 0) / size
        return { temperature: { measured, predicted: temperature } }
      },
    }),
  }
}

function numbersOf({ rate, temperature, strength }: ParameterValues) {
  return { rate, temperature, strength } as { rate: number; temperature: number; strength: number }
}

/** From a third to three, evenly in their logarithm. */
function stiffnesses(count: number): Float64Array {
  return Float64Array.from({ length: count }, (_, i) => 3 ** (count === 1 ? 0 : (2 * i) / (count - 1) - 1))
}
