import type { Layers, Objective } from '#probes/inputs.ts'
import type { Matrix } from '#probes/maths/algebra/linear-algebra.ts'
import { dot, norm } from '#probes/maths/algebra/vectors.ts'
import type { ParameterValues } from '#src/vocabulary/index.ts'
import { openStream } from '#src/vocabulary/random.ts'
import type { Chance, Rule } from '../rule.ts'
import type { NamedTensors } from '../system-state.ts'
import { contrastiveDivergence } from './contrastive-divergence.ts'
import { cyclicPatterns } from './cyclic-patterns.ts'
import {
  allStates,
  distribution,
  exactGradient,
  exactHessianProduct,
  negativeLogLikelihood,
  type Machine,
  type Parameters,
  type States,
} from './likelihood.ts'

export const RBM_LEARNING = ['contrastive-divergence', 'exact'] as const

export interface RbmSettings {
  readonly learning: (typeof RBM_LEARNING)[number]
  readonly visible: number
  readonly hidden: number
  /** Of the initial weights, a standard deviation. */
  readonly initialScale: number
  /** Gibbs chains for each pattern. */
  readonly chains: number
}

/**
 * A restricted Boltzmann machine that learns the runs of ones on a ring, by contrastive divergence or by the gradient itself.
 * It is small enough for all its states to be listed: likelihood, gradient, Hessian and samples are exact.
 */
export function rbm({ learning, visible, hidden, initialScale, chains }: RbmSettings, seed: number): Rule {
  const machine = { visible, hidden }
  const patterns = cyclicPatterns(visible)
  const all = allStates(machine)
  const estimate = (at: Parameters, { sweeps }: ParameterValues, chance: Chance) =>
    learning === 'exact'
      ? exactGradient(machine, at, patterns, all)
      : contrastiveDivergence(machine, at, patterns, { chains, sweeps: sweeps as number }, chance('gibbs'))
  return {
    begin() {
      const stream = openStream(seed, 'weights')
      const weights = Float64Array.from({ length: visible * hidden }, () => initialScale * stream.normal())
      return named(machine, Float64Array.of(...weights, ...Array<number>(visible + hidden).fill(0)))
    },
    next(now, settings, chance) {
      const at = flat(now)
      const slope = estimate(at, settings, chance)
      return named(
        machine,
        at.map((value, i) => value - (settings.rate as number) * (slope[i] as number)),
      )
    },
    shows: ({ now, settings, chance }) => ({
      train: () => ({ loss: negativeLogLikelihood(machine, flat(now), patterns, all), accuracy: NaN }),
      gradients: () => named(machine, exactGradient(machine, flat(now), patterns, all)),
      objective: () => objectiveOf(machine, flat(now), patterns, all),
      samples: () => ({
        generated: samplesOf(machine, flat(now), all, seed),
        training: stacked(patterns),
        heldOut: null,
      }),
      theory: () => {
        const at = flat(now)
        const [exact, estimated] = [exactGradient(machine, at, patterns, all), estimate(at, settings, chance)]
        return {
          'negative-log-likelihood': {
            measured: negativeLogLikelihood(machine, at, patterns, all),
            predicted: Math.log(patterns.length),
          },
          'gradient-cosine': { measured: dot(exact, estimated) / (norm(exact) * norm(estimated)), predicted: 1 },
        }
      },
    }),
  }
}

/** The loss, the negative log likelihood a pattern, with all that curvature is measured by. */
function objectiveOf(machine: Machine, parameters: Parameters, patterns: States, all: States): Objective {
  const chosen = (examples?: Int32Array) =>
    examples === undefined ? patterns : [...examples].map((place) => patterns[place] as Float64Array)
  let from = 0
  const layers = Object.entries(named(machine, parameters)).map(([name, { shape, values }]) => {
    from += values.length
    return { name, shape, from: from - values.length }
  })
  return {
    layers,
    parameters,
    precision: 'float64',
    examples: patterns.length,
    loss: (at, examples) => negativeLogLikelihood(machine, at, chosen(examples), all),
    gradient: (at, examples) => exactGradient(machine, at, chosen(examples), all),
    hessianProduct: (direction, examples) => exactHessianProduct(machine, parameters, direction, chosen(examples), all),
  }
}

const SAMPLES = 256

/** Drawn from the distribution itself, by the same chance at every step: what changes is the machine. */
function samplesOf(machine: Machine, at: Parameters, all: States, seed: number): Matrix {
  const { probabilities } = distribution(machine, at, all)
  const stream = openStream(seed, 'samples')
  return stacked(
    Array.from({ length: SAMPLES }, () => {
      let left = stream.uniform()
      const place = probabilities.findIndex((probability) => (left -= probability) < 0)
      return all[place === -1 ? all.length - 1 : place] as Float64Array
    }),
  )
}

function stacked(states: States): Matrix {
  const cols = states[0]?.length ?? 0
  return { rows: states.length, cols, data: Float64Array.from(states.flatMap((state) => [...state])) }
}

function named({ visible, hidden }: Machine, at: Parameters): NamedTensors {
  const ofWeights = visible * hidden
  return {
    w: { shape: [visible, hidden], values: at.slice(0, ofWeights) },
    a: { shape: [visible], values: at.slice(ofWeights, ofWeights + visible) },
    b: { shape: [hidden], values: at.slice(ofWeights + visible) },
  }
}

function flat({ w, a, b }: Layers): Parameters {
  return Float64Array.of(...w!.values, ...a!.values, ...b!.values)
}
