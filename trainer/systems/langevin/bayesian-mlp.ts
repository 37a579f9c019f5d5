import type { Inputs } from '#probes/inputs.ts'
import { activationFunctions, type ActivationName } from '#probes/maths/chain/activations.ts'
import { openStream } from '#src/vocabulary/random.ts'
import type { ParameterValues } from '#src/vocabulary/index.ts'
import { lazily } from '#trainer/tensors/index.ts'
import type { Rule } from '../rule.ts'
import type { NamedTensors } from '../system-state.ts'
import { predictedError, type PredictedError } from './finite-width.ts'
import { langevinUpdate, meanSquaredError, type Langevin, type Network } from './one-hidden-layer.ts'
import { linearTask, type LinearTask, type Questions } from './regression.ts'

export interface BayesianMlpSettings {
  readonly dimensions: number
  readonly examples: number
  readonly width: number
  readonly activation: ActivationName
  /** Length of the teacher, by which all answers are multiplied. */
  readonly targetScale: number
  readonly updatesPerStep: number
  /** Steps at one temperature before the error is averaged. */
  readonly burnIn: number
}

/**
 * A network with one hidden layer that samples its posterior by Langevin dynamics. A step is some updates; the test error is
 * averaged along the chain, and stands beside that of the theory for finite and for infinite width. What was averaged
 * is forgotten when a setting of the posterior is changed.
 */
export function bayesianMlp(settings: BayesianMlpSettings, seed: number): Rule {
  const { dimensions, examples, width, targetScale, updatesPerStep, burnIn } = settings
  const activation = activationFunctions[settings.activation]
  const task = lazily(() => linearTask(dimensions, examples, targetScale, seed))
  const predicted = oncePerPosterior((temperature, precision) =>
    predictedError({ width, activation: settings.activation, temperature, precision }, task()),
  )
  return {
    begin() {
      const stream = openStream(seed, 'weights')
      const normals = (count: number) => Float64Array.from({ length: count }, () => stream.normal())
      return {
        w: { shape: [dimensions, width], values: normals(dimensions * width) },
        v: { shape: [width], values: normals(width) },
        // Steps at this temperature and precision, these two, and the sum of the errors behind the burn-in.
        'mean/error': { shape: [4], values: Float64Array.of(0, NaN, NaN, 0) },
      }
    },
    next(now, by, chance) {
      const network = networkOf(now)
      const langevin = langevinOf(by)
      const random = chance('noise')
      for (let update = 0; update < updatesPerStep; update++)
        langevinUpdate(network, task().train, activation, langevin, random)
      const [steps, temperature, precision, sum] = now['mean/error']!.values as unknown as number[]
      const isSame = temperature === langevin.temperature && precision === langevin.precision
      const count = (isSame ? steps! : 0) + 1
      const error = count > burnIn ? meanSquaredError(network, task().test, activation) : 0
      return {
        w: { shape: [dimensions, width], values: network.w },
        v: { shape: [width], values: network.v },
        'mean/error': {
          shape: [4],
          values: Float64Array.of(count, langevin.temperature, langevin.precision, (isSame ? sum! : 0) + error),
        },
      }
    },
    shows: ({ now }) => ({
      train: () => ({ loss: meanSquaredError(networkOf(now), task().train, activation), accuracy: NaN }),
      test: () => ({ loss: meanSquaredError(networkOf(now), task().test, activation), accuracy: NaN }),
      chain: () => chainOf(networkOf(now), task(), settings.activation),
      theory: (): Inputs['theory'] => {
        const [steps, temperature, precision, sum] = now['mean/error']!.values as unknown as number[]
        const theory = steps! > burnIn ? predicted(temperature!, precision!) : null
        if (theory === null) return {}
        const measured = sum! / (steps! - burnIn)
        return {
          'test-error': { measured, predicted: theory.finiteWidth },
          'infinite-width': { measured, predicted: theory.infiniteWidth },
        }
      },
    }),
  }
}

/** A copy, to be moved. */
function networkOf({ w, v }: NamedTensors): Network {
  return { w: Float64Array.from(w!.values), v: Float64Array.from(v!.values) }
}

function langevinOf({ rate, temperature, precision, mobility }: ParameterValues): Langevin {
  return { rate, temperature, precision, mobility } as Langevin
}

/** Theory does not change from step to step, but where a setting of the posterior does. */
function oncePerPosterior(compute: (temperature: number, precision: number) => PredictedError | null) {
  const known = new Map<string, PredictedError | null>()
  return (temperature: number, precision: number) => {
    const key = `${temperature} ${precision}`
    if (!known.has(key)) known.set(key, compute(temperature, precision))
    return known.get(key) as PredictedError | null
  }
}

/** With the weights by which it computes: the square roots of the widths are in them. */
function chainOf({ w, v }: Network, { train, test }: LinearTask, activation: ActivationName): Inputs['chain'] {
  const [dimensions, width] = [train.inputs.cols, v.length]
  const examples = ({ inputs, answers }: Questions) => ({
    inputs,
    targets: { rows: answers.length, cols: 1, data: answers },
    labels: null,
  })
  const scaled = (values: Float64Array, rows: number, cols: number) => ({
    rows,
    cols,
    data: values.map((value) => value / Math.sqrt(rows)),
  })
  return {
    layers: [
      { name: 'w', weight: scaled(w, dimensions, width), bias: null, activation },
      { name: 'v', weight: scaled(v, width, 1), bias: null, activation: 'linear' },
    ],
    loss: { kind: 'mse', reduction: 'mean' },
    probe: examples(train),
    train: examples(train),
    test: examples(test),
  }
}
