import type { Inputs } from '#probes/inputs.ts'
import type { Matrix } from '#probes/maths/algebra/linear-algebra.ts'
import { openStream } from '#src/vocabulary/random.ts'
import { lazily } from '#trainer/tensors/index.ts'
import type { Rule } from '../rule.ts'
import { gaussianCloud, type GaussianCloud } from './gaussian-cloud.ts'
import { ojaFlow } from './oja-flow.ts'

export const HEBBIAN_RULES = ['sanger', 'oja'] as const

export interface HebbianSettings {
  /** Which part of its answer a neuron subtracts: that of the neurons up to itself (Sanger), or its own alone (Oja). */
  readonly learning: (typeof HEBBIAN_RULES)[number]
  readonly dimensions: number
  readonly neurons: number
  /** Points that a step learns from, one after another. */
  readonly pointsPerStep: number
}

/**
 * Linear neurons that learn without a gradient, from what each of them sees: Δw_i = η y_i (x − Σ_j y_j w_j), the sum over j ≤ i
 * (Sanger) or j = i (Oja), on points that come once each. Sanger's neurons become the principal components in order.
 */
export function hebbian({ learning, dimensions, neurons, pointsPerStep }: HebbianSettings, seed: number): Rule {
  const cloud = gaussianCloud(dimensions, seed)
  const shape = [dimensions, neurons]
  const examples = lazily(() => examplesOf(cloud, seed))
  return {
    begin: () => {
      const stream = openStream(seed, 'weights')
      const values = Float64Array.from({ length: dimensions * neurons }, () => stream.normal() / Math.sqrt(dimensions))
      // The sum of the rates that were applied, which is the time of the flow.
      return { w: { shape, values }, 'time/flown': { shape: [1], values: Float64Array.of(0) } }
    },
    next(now, settings, chance) {
      const rate = settings.rate as number
      const w = Float64Array.from(now.w!.values)
      const stream = chance('points')
      for (let n = 0; n < pointsPerStep; n++) learnFrom(cloud.draw(stream), w, neurons, rate, learning)
      const flown = (now['time/flown']!.values[0] as number) + rate * pointsPerStep
      return { w: { shape, values: w }, 'time/flown': { shape: [1], values: Float64Array.of(flown) } }
    },
    shows: ({ now, initial }) => ({
      chain: () => autoencoder({ rows: dimensions, cols: neurons, data: Float64Array.from(now.w!.values) }, examples()),
      theory: () => {
        const flow = ojaFlow(columnOf(initial.w!.values, 0, neurons), cloud, now['time/flown']!.values[0] as number)
        // There are no more components than dimensions: what further neurons come to has no name.
        const entries = Array.from({ length: Math.min(neurons, dimensions) }, (_, j) => {
          // Alone, a neuron tends to the first component.
          const component = learning === 'oja' ? 0 : j
          const { norm, cosine } = seenFrom(columnOf(now.w!.values, j, neurons), cloud.components, component)
          const predicted = j === 0 ? flow : { norm: 1, cosine: 1 }
          return [
            [`cosine-${j + 1}`, { measured: cosine, predicted: predicted.cosine }],
            [`norm-${j + 1}`, { measured: norm, predicted: predicted.norm }],
          ] as const
        })
        return Object.fromEntries(entries.flat())
      },
    }),
  }
}

/** One point moves the weights [d, neurons], in place. */
function learnFrom(x: Float64Array, w: Float64Array, neurons: number, rate: number, learning: string): void {
  const answers = new Float64Array(neurons)
  x.forEach((value, at) => {
    for (let i = 0; i < neurons; i++) answers[i] = (answers[i] as number) + value * (w[at * neurons + i] as number)
  })
  x.forEach((value, at) => {
    let explained = 0
    for (let i = 0; i < neurons; i++) {
      const [weight, answer] = [w[at * neurons + i] as number, answers[i] as number]
      explained = learning === 'oja' ? answer * weight : explained + answer * weight
      w[at * neurons + i] = weight + rate * answer * (value - explained)
    }
  })
}

function columnOf(values: ArrayLike<number>, column: number, columns: number): Float64Array {
  return Float64Array.from({ length: values.length / columns }, (_, at) => values[at * columns + column] as number)
}

function seenFrom(weights: Float64Array, components: Float64Array, component: number) {
  const size = weights.length
  let [along, squares] = [0, 0]
  weights.forEach((weight, at) => {
    along += weight * (components[component * size + at] as number)
    squares += weight * weight
  })
  return { norm: Math.sqrt(squares), cosine: Math.abs(along) / Math.sqrt(squares) }
}

/** Seen as the linear autoencoder whose decoder is its encoder transposed, on a fixed sample of the cloud: what these rules reconstruct. */
function autoencoder(weight: Matrix, examples: Inputs['chain']['train']): Inputs['chain'] {
  const { rows, cols, data } = weight
  const transposed = Float64Array.from(
    { length: rows * cols },
    (_, at) => data[(at % rows) * cols + Math.floor(at / rows)] as number,
  )
  return {
    layers: [
      { name: 'w', weight, bias: null, activation: 'linear' },
      { name: 'w-transposed', weight: { rows: cols, cols: rows, data: transposed }, bias: null, activation: 'linear' },
    ],
    loss: { kind: 'mse', reduction: 'batch-mean' },
    probe: examples,
    train: examples,
    test: null,
  }
}

const SAMPLE = 4096

function examplesOf({ variances, draw }: GaussianCloud, seed: number): Inputs['chain']['train'] {
  const dimensions = variances.length
  const stream = openStream(seed, 'examples')
  const data = new Float64Array(SAMPLE * dimensions)
  for (let n = 0; n < SAMPLE; n++) data.set(draw(stream), n * dimensions)
  const inputs = { rows: SAMPLE, cols: dimensions, data }
  return { inputs, targets: inputs, labels: null }
}
