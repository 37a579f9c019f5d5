import type { Inputs } from '#probes/inputs.ts'
import { lengthOf } from '#probes/maths/algebra/wide.ts'
import { meanFieldLyapunov } from '#probes/maths/physics/mean-field-lyapunov.ts'
import { openStream } from '#src/vocabulary/random.ts'
import type { Rule } from '../rule.ts'

export interface RecurrentMapSettings {
  readonly neurons: number
  /** Steps after which the growth of a small change is averaged. */
  readonly transient: number
}

/**
 * A random recurrent network without input, h ← tanh(g J h), with a tangent vector that is carried along and brought back
 * to length 1 at every step: the mean of the logarithm of its growth is the largest Lyapunov exponent. When the gain is
 * set, what was averaged is forgotten.
 */
export function recurrentMap({ neurons, transient }: RecurrentMapSettings, seed: number): Rule {
  const couplings = normals('couplings', neurons * neurons, 1 / Math.sqrt(neurons), seed)
  const shape = [neurons]
  const direction = normals('tangent', neurons, 1, seed)
  const length = lengthOf(direction)
  return {
    begin: () => ({
      h: { shape, values: normals('beginning', neurons, 1, seed) },
      'tangent/u': { shape, values: direction.map((value) => value / length) },
      // Steps under the present gain, the gain, and the sum of ln growth behind the transient.
      'tangent/growth': { shape: [3], values: Float64Array.of(0, NaN, 0) },
    }),
    next(now, settings) {
      const gain = settings.gain as number
      const [before, of, sum] = now['tangent/growth']!.values as unknown as [number, number, number]
      const h = times(couplings, gain, now.h!.values).map(Math.tanh)
      const stretched = times(couplings, gain, now['tangent/u']!.values).map((u, i) => u * (1 - (h[i] as number) ** 2))
      const growth = lengthOf(stretched)
      const steps = of === gain ? before + 1 : 1
      const grown = (of === gain ? sum : 0) + (steps > transient ? Math.log(growth) : 0)
      return {
        h: { shape, values: h },
        'tangent/u': { shape, values: growth === 0 ? stretched : stretched.map((u) => u / growth) },
        'tangent/growth': { shape: [3], values: Float64Array.of(steps, gain, grown) },
      }
    },
    shows: ({ now, settings }) => ({
      recurrence: () => ({
        weight: {
          rows: neurons,
          cols: neurons,
          data: couplings.map((coupling) => (settings.gain as number) * coupling),
        },
        initial: Float64Array.from(now.h!.values),
      }),
      theory: (): Inputs['theory'] => {
        const [steps, gain, sum] = now['tangent/growth']!.values as unknown as [number, number, number]
        if (steps <= transient) return {}
        return { exponent: { measured: sum / (steps - transient), predicted: meanFieldLyapunov(gain) } }
      },
    }),
  }
}

function normals(name: string, count: number, deviation: number, seed: number): Float64Array {
  const stream = openStream(seed, name)
  return Float64Array.from({ length: count }, () => deviation * stream.normal())
}

function times(matrix: Float64Array, gain: number, vector: ArrayLike<number>): Float64Array {
  const size = vector.length
  const product = new Float64Array(size)
  for (let row = 0; row < size; row++) {
    let sum = 0
    for (let col = 0; col < size; col++) sum += (matrix[row * size + col] as number) * (vector[col] as number)
    product[row] = gain * sum
  }
  return product
}
