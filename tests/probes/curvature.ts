import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Objective, OptimizerFacts } from '#probes/inputs.ts'
import type { ActivationName } from '#probes/maths/chain/activations.ts'
import type { Chain, LossKind } from '#probes/maths/chain/chain.ts'
import { layersAt } from '#probes/maths/chain/flat.ts'
import { fine, type Rows } from './lab.ts'

/** What PyTorch's autograd computed of a small net: made by tests/references/curvature.py, which says how. */
export interface CurvatureCase {
  readonly sizes: readonly number[]
  readonly activation: ActivationName
  readonly loss: LossKind
  readonly parameters: readonly number[]
  readonly inputs: Rows
  readonly targets: Rows
  readonly value: number
  readonly gradient: readonly number[]
  readonly eigenvalues: readonly number[]
  readonly trace: number
  readonly traceVariance: number
  readonly hessianTimesGradient: readonly number[]
  readonly overlap: number
  readonly batch: { readonly examples: readonly number[]; readonly curvature: number; readonly square: number }
  readonly wholeRatio: number
  readonly pairs: { readonly meanOfRatios: number; readonly spreadOfRatios: number; readonly ratioOfMeans: number }
  readonly gaussNewton: { readonly largest: number; readonly trace: number }
  readonly empiricalFisher: number
  readonly adam: { readonly preconditioner: readonly number[]; readonly l2: number; readonly largest: number }
}

interface CurvatureReference {
  readonly cases: readonly CurvatureCase[]
  readonly pyhessian: { readonly largest: number; readonly trace: number; readonly traceError: number }
  readonly normalCrossings: readonly { a: number; b: number; heat: number; pull: number; value: number }[]
}

const path = join(import.meta.dirname, '..', 'references', 'curvature.json')
export const curvature = JSON.parse(readFileSync(path, 'utf8')) as CurvatureReference

/** Each case under a name that tells it from the others. */
export const cases = curvature.cases.map((one) => {
  const { activation, loss, sizes } = one
  return [`${activation}, ${loss.kind}, ${loss.reduction}, ${sizes.join('-')}`, one] as const
})

/** The case as a chain in float64. */
export function chainOf({ sizes, activation, loss, parameters, inputs, targets }: CurvatureCase): Chain {
  const shape = sizes.slice(1).map((out, l) => ({
    name: `w${l + 1}`,
    weight: { rows: sizes[l] ?? 0, cols: out, data: new Float64Array() },
    bias: { name: `b${l + 1}`, values: new Float64Array() },
    activation: l + 2 === sizes.length ? ('linear' as const) : activation,
  }))
  const examples = { inputs: fine(inputs), targets: fine(targets), labels: null }
  const layers = layersAt(shape, Float64Array.from(parameters))
  return { layers, loss, probe: examples, train: examples, test: null }
}

/** The chain in float32, as a run gives it. */
export function coarse(chain: Chain): Chain {
  const layers = chain.layers.map((layer) => ({
    ...layer,
    weight: { ...layer.weight, data: Float32Array.from(layer.weight.data) },
    bias: layer.bias && { ...layer.bias, values: Float32Array.from(layer.bias.values) },
  }))
  const { inputs, targets } = chain.train
  const train = {
    inputs: { ...inputs, data: Float32Array.from(inputs.data) },
    targets: { ...targets, data: Float32Array.from(targets.data) },
    labels: null,
  }
  return { ...chain, layers, train }
}

/** ½ θᵀHθ about the origin, as one layer; every example is alike. */
export function quadratic(hessian: Rows, at: readonly number[] = hessian.map(() => 1)): Objective {
  const times = (v: Float64Array) =>
    Float64Array.from(hessian, (row) => row.reduce((sum, value, i) => sum + value * (v[i] ?? 0), 0))
  return {
    layers: [{ name: 'w', shape: [hessian.length], from: 0 }],
    parameters: Float64Array.from(at),
    precision: 'float64',
    examples: 100,
    loss: (theta) => times(theta).reduce((sum, value, i) => sum + 0.5 * value * (theta[i] ?? 0), 0),
    gradient: times,
    hessianProduct: times,
  }
}

/** The quadratic of the same Hessian, which answers at once. */
export function frozen({ parameters, hessianProduct }: Objective): Objective {
  const columns = Array.from(parameters, (_, i) => [...hessianProduct(parameters.map((_, k) => (k === i ? 1 : 0)))])
  return quadratic(columns)
}

export function diagonal(entries: readonly number[]): number[][] {
  return entries.map((entry, i) => entries.map((_, j) => (i === j ? entry : 0)))
}

/** A loss that is a function of the parameters and nothing else. */
export function lossLike(parameters: readonly number[], loss: (theta: Float64Array) => number): Objective {
  const unasked = (): never => {
    throw new Error('Only the loss is to be asked for')
  }
  return {
    layers: [{ name: 'w', shape: [parameters.length], from: 0 }],
    parameters: Float64Array.from(parameters),
    precision: 'float64',
    examples: 10,
    loss,
    gradient: unasked,
    hessianProduct: unasked,
  }
}

/** The same objective, rounded to float32 at every answer, as one on a device is. */
export function rounded(objective: Objective): Objective {
  return {
    ...objective,
    precision: 'float32',
    hessianProduct: (direction, examples) =>
      Float64Array.from(objective.hessianProduct(Float64Array.from(direction, Math.fround), examples), Math.fround),
  }
}

export function optimizerLike(facts: Partial<OptimizerFacts>): OptimizerFacts {
  return {
    kind: 'gradient-descent',
    rate: 0.1,
    momentum: 0,
    l2: 0,
    isFullBatch: true,
    batchSize: 1_000_000,
    preconditioner: null,
    ...facts,
  }
}
