import type { Matrix } from '#probes/maths/algebra/linear-algebra.ts'
import type { DenseLayer } from '#probes/maths/chain/chain.ts'
import type { PointExamples, ValueExamples } from '#trainer/data/index.ts'
import {
  dense,
  neurons,
  normal,
  scalesOf,
  type ActivationName,
  type NetworkLayer,
  type Parametrization,
  type Role,
  type Weights,
} from '#trainer/layers/index.ts'
import { pointsEnter } from './entrance.ts'
import { layered } from './layered.ts'
import type { WeightsByLayer } from './model.ts'

export interface ParametrizedMlp {
  readonly inputs: number
  readonly width: number
  readonly hiddenLayers: number
  readonly outputs: number
  readonly activation: ActivationName
  readonly parametrization: Parametrization
  /** At which muP is the standard parametrization. */
  readonly baseWidth: number
  readonly optimizer: 'sgd' | 'adam'
  /** By which the outputs are divided, whatever the width: γ₀ of the literature; 1 if left out. */
  readonly outputDivisor?: number
}

/** A network of dense layers whose sizes enter as its parametrization has it, and the rates of its layers. */
export function parametrizedMlp(card: ParametrizedMlp) {
  const { inputs, width, hiddenLayers, outputs, activation, outputDivisor = 1 } = card
  const widths = [inputs, ...Array<number>(hiddenLayers).fill(width), outputs]
  const placed = widths.slice(1).map((to, l) => {
    const role: Role = l === hiddenLayers ? 'output' : l === 0 ? 'input' : 'hidden'
    const from = widths[l] as number
    const scales = scalesOf(card.parametrization, { ...card, role, fanIn: from })
    const { deviation, rate } = scales
    const multiplier = role === 'output' ? scales.multiplier / outputDivisor : scales.multiplier
    return { name: `w${l + 1}`, from, to, size: from * to, multiplier, deviation, factor: rate }
  })
  const layers = placed.flatMap(({ name, from, to, deviation, multiplier }, l): NetworkLayer[] => {
    const layer = dense({ name, from, to, begins: normal(deviation), multiplier })
    return l === hiddenLayers ? [layer] : [layer, neurons(activation, `h${l + 1}`)]
  })
  const head = `w${hiddenLayers + 1}`
  const model = {
    ...layered({ entrance: pointsEnter, layers, head }),
    chain: (weights: WeightsByLayer) => chainOf(weights, placed, activation),
    examples: ({ inputs: points, targets, labels }: PointExamples | ValueExamples) => ({
      inputs: times(points, placed[0]?.multiplier ?? 1),
      targets,
      labels: labels ?? null,
    }),
  }
  return { model, rates: placed.map(({ name, size, factor }) => ({ name, size, factor })) }
}

interface Placed {
  readonly name: string
  readonly from: number
  readonly to: number
  readonly multiplier: number
}

/**
 * As a chain, whose matrices are the weights that are trained: what the next product is multiplied by is done to the activations
 * before it, and by the first to the inputs.
 */
function chainOf(weights: WeightsByLayer, placed: readonly Placed[], activation: ActivationName): DenseLayer[] {
  return placed.map(({ name, from, to }, l) => {
    const next = placed[l + 1]
    const weight = { rows: from, cols: to, data: (weights[name] as Weights).values }
    const own = next === undefined ? { activation: 'linear' as const } : { activation, gain: next.multiplier }
    return { name, weight, bias: null, ...own }
  })
}

function times(matrix: Matrix, factor: number): Matrix {
  return factor === 1 ? matrix : { ...matrix, data: matrix.data.map((value) => factor * value) }
}
