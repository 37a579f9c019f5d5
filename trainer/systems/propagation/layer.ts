import type { Matrix } from '#probes/maths/algebra/linear-algebra.ts'
import { activationFunctions } from '#probes/maths/chain/activations.ts'
import type { Ensemble } from '#probes/maths/physics/mean-field.ts'
import type { RandomStream } from '#src/vocabulary/random.ts'

/** Preactivations, an example a row. */
export type Signals = Matrix

/** What a random layer makes of signals. */
export interface Passed {
  /** Preactivations behind it, as those before. */
  readonly z: Float64Array
  /** Their mean square. */
  readonly kernel: number
  /** ‖∂z′/∂z‖²_F/N, exactly, averaged over the examples. */
  readonly susceptibility: number
}

/** Draws a layer, z′ = W φ(z) + b + μ z, and sends signals through it. */
export function throughLayer(of: Ensemble, { rows, cols, data }: Signals, random: RandomStream): Passed {
  const seen = Array.from({ length: rows }, (_, row) => seenBy(of, data.subarray(row * cols, (row + 1) * cols)))
  const [deviation, shift] = [Math.sqrt(of.weightVariance / cols), Math.sqrt(of.biasVariance)]
  const z = new Float64Array(rows * cols)
  const weights = new Float64Array(cols)
  let [squares, stretched] = [0, 0]
  for (let neuron = 0; neuron < cols; neuron++) {
    for (let j = 0; j < cols; j++) weights[j] = deviation * random.normal()
    const bias = shift * random.normal()
    seen.forEach((signal, row) => {
      const at = row * cols + neuron
      const value = dot(weights, signal.values) + bias + of.residual * (data[at] as number)
      z[at] = value
      squares += value * value
      stretched += rowOfJacobian(of, weights, signal, neuron)
    })
  }
  return { z, kernel: squares / z.length, susceptibility: stretched / z.length }
}

/** What a layer reads of one example: φ and φ′, at normalized preactivations where it normalizes them. */
interface Seen {
  readonly values: Float64Array
  readonly slopes: Float64Array
  /** Where it does: those preactivations, and what they were divided by. */
  readonly normalized: { readonly z: Float64Array; readonly deviation: number } | null
}

function seenBy({ activation, isNormalized }: Ensemble, z: Matrix['data']): Seen {
  const { of, slope } = activationFunctions[activation]
  const normalized = isNormalized ? normalizedOf(z) : null
  const read = normalized?.z ?? z
  return { values: Float64Array.from(read, of), slopes: Float64Array.from(read, slope), normalized }
}

function normalizedOf(signal: Matrix['data']): { z: Float64Array; deviation: number } {
  const z = Float64Array.from(signal)
  const mean = z.reduce((sum, value) => sum + value, 0) / z.length
  const deviation = Math.sqrt(z.reduce((sum, value) => sum + (value - mean) ** 2, 0) / z.length)
  return { z: Float64Array.from(z, (value) => (value - mean) / deviation), deviation }
}

/** The squared length of a row of ∂z′/∂z: W_i φ′, less what a normalization takes away, plus μ at its own place. */
function rowOfJacobian({ residual }: Ensemble, weights: Float64Array, seen: Seen, neuron: number): number {
  const { slopes, normalized } = seen
  const n = weights.length
  let [squares, sum, along] = [0, 0, 0]
  for (let j = 0; j < n; j++) {
    const entry = (weights[j] as number) * (slopes[j] as number)
    squares += entry * entry
    if (normalized === null) continue
    sum += entry
    along += entry * (normalized.z[j] as number)
  }
  const own = (weights[neuron] as number) * (slopes[neuron] as number)
  if (normalized === null) return squares + 2 * residual * own + residual ** 2
  // A LayerNorm passes on no change along the mean, nor along the signal itself.
  const left = own - sum / n - ((normalized.z[neuron] as number) * along) / n
  const length = (squares - sum ** 2 / n - along ** 2 / n) / normalized.deviation ** 2
  return length + (2 * residual * left) / normalized.deviation + residual ** 2
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0
  for (let i = 0; i < a.length; i++) sum += (a[i] as number) * (b[i] as number)
  return sum
}
