import type { Matrix } from '#probes/maths/algebra/linear-algebra.ts'
import { oncePerArray } from '#probes/maths/algebra/once-per-array.ts'
import { activationFunctions, type ActivationName } from '#probes/maths/chain/activations.ts'
import type { Chain, Examples } from '#probes/maths/chain/chain.ts'
import { nextKernel, normalMean } from '#probes/maths/physics/mean-field.ts'
import { openStream } from '#src/vocabulary/random.ts'
import { lazily } from '#trainer/tensors/index.ts'
import type { Rule } from '../rule.ts'
import { stretchesOf, type ScaledLayers } from './stretches.ts'

export interface AutoInit {
  readonly activation: ActivationName
  readonly width: number
  readonly depth: number
  readonly examples: number
  /** σ_w² with which the weights are drawn: each layer's scale begins at 1. */
  readonly weightVariance: number
  /** What is made small: ½ Σ (ln J)², or ½ Σ (J − 1)². */
  readonly objective: 'logarithm' | 'difference'
}

/**
 * A network that finds its own critical initialization: one scale a layer, moved by gradient descent until each layer
 * stretches a small change by 1. The weights under the scales stay what they were drawn as.
 */
export function autoInit(of: AutoInit, seed: number): Rule {
  const fixed = lazily(() => drawn(of, seed))
  // The update asks for what the probes have seen.
  const stretchesAt = oncePerArray((scales: ArrayLike<number> & object) =>
    stretchesOf({ ...fixed(), scales }, of.objective),
  )
  return {
    begin: () => ({ scales: { shape: [of.depth], values: new Float64Array(of.depth).fill(1) } }),
    next(now, { rate }) {
      const scales = now.scales!.values
      const { gradient } = stretchesAt(scales)
      return {
        scales: { shape: [of.depth], values: Float64Array.from(scales, (a, l) => a - (rate as number) * gradient[l]!) },
      }
    },
    shows: ({ now }) => {
      const scales = now.scales!.values
      return {
        train: () => ({ loss: stretchesAt(scales).loss, accuracy: NaN }),
        chain: () => chainOf({ ...fixed(), scales }),
        profiles: () => profilesOf(of, scales, stretchesAt(scales).stretches),
      }
    },
  }
}

function drawn(of: AutoInit, seed: number): Omit<ScaledLayers, 'scales'> {
  const { activation, width, depth, examples, weightVariance } = of
  const normals = (name: string, count: number, deviation: number) => {
    const stream = openStream(seed, name)
    return Float64Array.from({ length: count }, () => deviation * stream.normal())
  }
  const weights = Array.from({ length: depth }, (_, l) =>
    normals(`weights of layer ${l + 1}`, width * width, Math.sqrt(weightVariance / width)),
  )
  return { activation, width, weights, signals: normals('signals', examples * width, 1) }
}

/** The layers with their scales on them, behind the signals' own activations. */
function chainOf({ activation, width, weights, signals, scales }: ScaledLayers): Chain {
  const rows = signals.length / width
  const inputs: Matrix = { rows, cols: width, data: signals.map(activationFunctions[activation].of) }
  // What it aims at is nothing: it is never trained.
  const examples: Examples = {
    inputs,
    targets: { rows, cols: width, data: new Float64Array(rows * width) },
    labels: null,
  }
  const layers = weights.map((weight, l) => ({
    name: `w${l + 1}`,
    weight: { rows: width, cols: width, data: weight.map((value) => value * scales[l]!) },
    bias: null,
    activation: l === weights.length - 1 ? ('linear' as const) : activation,
  }))
  return { layers, loss: { kind: 'mse', reduction: 'mean' }, probe: examples, train: examples, test: null }
}

/** Layer by layer J, and σ_w² beside the critical one of mean-field theory; the largest distance of J from 1, and the mean of σ_w². */
function profilesOf(
  of: AutoInit,
  scales: ArrayLike<number>,
  stretches: Float64Array,
): Readonly<Record<string, Matrix>> {
  const variances = Array.from(scales, (scale) => of.weightVariance * scale ** 2)
  const critical = criticalVariances(of)
  const rows = (values: ArrayLike<number>, theory: ArrayLike<number>): Matrix => {
    const data = Array.from(values, (value, l) => [l + 1, value, theory[l]!])
    return { rows: data.length, cols: 3, data: Float64Array.from(data.flat()) }
  }
  const one = (...row: number[]): Matrix => ({ rows: 1, cols: row.length, data: Float64Array.from(row) })
  const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length
  const distance = Math.max(...stretches.map((stretch) => Math.abs(stretch - 1)))
  return {
    stretch: rows(stretches, new Float64Array(of.depth).fill(1)),
    variance: rows(variances, critical),
    distance: one(of.depth, distance),
    mean: one(of.depth, mean(variances), mean(critical)),
  }
}

/** Of each layer of an infinitely wide network the σ_w² at which χ_J = 1, given that those before it have theirs. */
function criticalVariances({ activation, depth }: AutoInit): number[] {
  const { slope } = activationFunctions[activation]
  let kernel = 1
  return Array.from({ length: depth }, () => {
    const weightVariance = 1 / normalMean((z) => slope(z) ** 2, kernel)
    kernel = nextKernel({ activation, weightVariance, biasVariance: 0, residual: 0, isNormalized: false }, kernel)
    return weightVariance
  })
}
