import { activationFunctions, type ActivationName } from '#probes/maths/chain/activations.ts'

/** z_l = a_l W_l φ(z_{l−1}), from signals z_0, an example a row. */
export interface ScaledLayers {
  readonly activation: ActivationName
  readonly width: number
  /** [width, width] each, row by row: a row of what comes in. */
  readonly weights: readonly Float64Array[]
  readonly signals: Float64Array
  readonly scales: ArrayLike<number>
}

/** How much each layer stretches a small change, and how the scales lead to that. */
export interface Stretches {
  /** J_l = ‖∂z_l/∂z_{l−1}‖²_F/width, averaged over the examples. */
  readonly stretches: Float64Array
  readonly loss: number
  /** Of the loss, by each scale: a scale moves the signals of every layer behind it, too. */
  readonly gradient: Float64Array
}

const LOSSES = {
  logarithm: { of: (j: number) => Math.log(j) ** 2 / 2, slope: (j: number) => Math.log(j) / j },
  difference: { of: (j: number) => (j - 1) ** 2 / 2, slope: (j: number) => j - 1 },
} as const

export function stretchesOf(of: ScaledLayers, objective: keyof typeof LOSSES): Stretches {
  const { activation, width, weights, scales } = of
  const { of: phi, slope, curvature } = activationFunctions[activation]
  const loss = LOSSES[objective]
  const examples = of.signals.length / width
  const z = [of.signals]
  weights.forEach((weight, l) => z.push(times(z[l]!.map(phi), weight, width, scales[l]!)))

  /** Σ_i W_ji²: what leaves the neuron j. */
  const leaving = weights.map((weight) => squaresOfRows(weight, width))
  const stretches = Float64Array.from(weights, (_, l) => {
    let sum = 0
    z[l]!.forEach((value, at) => (sum += leaving[l]![at % width]! * slope(value) ** 2))
    return (scales[l]! ** 2 * sum) / (width * examples)
  })

  const gradient = new Float64Array(weights.length)
  // The loss by z_l, from the last layer back: nothing behind it reads that.
  let back = new Float64Array(of.signals.length)
  for (let l = weights.length - 1; l >= 0; l--) {
    const pull = loss.slope(stretches[l]!)
    gradient[l] = (2 * pull * stretches[l]! + dot(back, z[l + 1]!)) / scales[l]!
    const through = timesTransposed(back, weights[l]!, width, scales[l]!)
    const own = (2 * pull * scales[l]! ** 2) / (width * examples)
    back = z[l]!.map(
      (value, at) => slope(value) * (through[at]! + own * leaving[l]![at % width]! * curvature(value)),
    ) as Float64Array<ArrayBuffer>
  }
  return { stretches, loss: stretches.reduce((sum, stretch) => sum + loss.of(stretch), 0), gradient }
}

function times(rows: Float64Array, weight: Float64Array, width: number, scale: number): Float64Array {
  const out = new Float64Array(rows.length)
  for (let from = 0; from < rows.length; from += width) {
    const into = out.subarray(from, from + width)
    for (let j = 0; j < width; j++) {
      const value = scale * rows[from + j]!
      if (value === 0) continue
      const row = weight.subarray(j * width, (j + 1) * width)
      for (let i = 0; i < width; i++) into[i]! += value * row[i]!
    }
  }
  return out
}

function timesTransposed(rows: Float64Array, weight: Float64Array, width: number, scale: number): Float64Array {
  const out = new Float64Array(rows.length)
  for (let from = 0; from < rows.length; from += width) {
    const row = rows.subarray(from, from + width)
    for (let j = 0; j < width; j++) out[from + j] = scale * dot(row, weight.subarray(j * width, (j + 1) * width))
  }
  return out
}

function squaresOfRows(weight: Float64Array, width: number): Float64Array {
  return Float64Array.from({ length: width }, (_, j) => {
    const row = weight.subarray(j * width, (j + 1) * width)
    return dot(row, row)
  })
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!
  return sum
}
