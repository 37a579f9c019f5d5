import { activationFunctions, type ActivationName } from '#probes/maths/chain/activations.ts'
import { priorKurtosis } from '#probes/maths/physics/prior-kurtosis.ts'
import { openStream, type RandomStream } from '#src/vocabulary/random.ts'
import type { Rule } from '../rule.ts'

export interface PriorDrawsSettings {
  readonly width: number
  readonly activation: ActivationName
  /** Networks that are drawn at each step. */
  readonly networks: number
  /** Of what a hidden neuron sees. */
  readonly variance: number
}

/**
 * Networks with one hidden layer, drawn anew from their prior at every step, and what they answer to one input: as many outputs as
 * networks. Power sums of all that were drawn are kept, of which the kurtosis is that of the whole run.
 */
export function priorDraws({ width, activation, networks, variance }: PriorDrawsSettings, seed: number): Rule {
  const { of } = activationFunctions[activation]
  const predicted = priorKurtosis(activationFunctions[activation], variance, width)
  const shape = [networks]
  const answers = (stream: RandomStream) =>
    Float64Array.from({ length: networks }, () => {
      let sum = 0
      for (let j = 0; j < width; j++) sum += stream.normal() * of(Math.sqrt(variance) * stream.normal())
      return sum / Math.sqrt(width)
    })
  const summed = (values: Float64Array, before: ArrayLike<number>) => {
    let [count, second, fourth] = before as unknown as [number, number, number]
    for (const value of values) {
      count += 1
      second += value ** 2
      fourth += value ** 4
    }
    return { shape: [3], values: Float64Array.of(count, second, fourth) }
  }
  return {
    begin() {
      const values = answers(openStream(seed, 'first networks'))
      return { f: { shape, values }, 'sums/powers': summed(values, [0, 0, 0]) }
    },
    next(now, _settings, chance) {
      const values = answers(chance('networks'))
      return { f: { shape, values }, 'sums/powers': summed(values, now['sums/powers']!.values) }
    },
    shows: ({ now }) => ({
      draws: () => ({ rows: networks, cols: 1, data: Float64Array.from(now.f!.values) }),
      theory: () => {
        const [count, second, fourth] = now['sums/powers']!.values as unknown as [number, number, number]
        // About 0, which the mean of the prior is.
        return { kurtosis: { measured: (count * fourth) / second ** 2 - 3, predicted } }
      },
    }),
  }
}
