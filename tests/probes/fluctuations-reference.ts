import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Inputs, Layers, Matrices } from '#probes/inputs.ts'
import type { Chain, LossKind } from '#probes/maths/chain/chain.ts'
import { layersAt } from '#probes/maths/chain/flat.ts'
import { fine, type Rows } from './lab.ts'

type Numbers = Readonly<Record<string, number>>
interface Noise {
  readonly trace: number
  readonly anisotropy: number
  readonly alignment: number
  readonly noise: number
  readonly smallest: number
  readonly frobenius: number
  readonly frobeniusVariance: number
}

/** What NumPy and SciPy computed by other routes: made by tests/references/fluctuations.py, which says how. */
interface Reference {
  readonly inputs: {
    readonly weights: readonly { readonly w: Rows; readonly b: readonly number[] }[]
    readonly hidden: readonly { readonly h: Rows }[]
    readonly many: readonly Rows[]
    readonly twin: {
      readonly start: Rows
      readonly now: Rows
      readonly perturbed: Rows
      readonly field: Rows
      readonly strength: number
      readonly temperature: number
      readonly expected: Numbers
    }
    readonly replicas: Rows
    readonly draws: Rows
    readonly matrices: Readonly<Record<string, Rows>>
    readonly theta: readonly number[]
    readonly theta0: readonly number[]
    readonly examples: Rows
    readonly targets: Rows
    readonly classes: Rows
  }
  readonly expected: {
    readonly correlation: Numbers
    readonly correlationByLayer: Numbers
    readonly displacement: Numbers
    readonly displacementByLayer: Numbers
    readonly connected: Numbers
    readonly relation: number
    readonly overlaps: { readonly density: readonly number[]; readonly moments: Numbers }
    readonly order: { readonly variance: number; readonly binder: number; readonly binderError: number }
    readonly levels: Readonly<Record<string, { readonly mean: number; readonly error: number }>>
    readonly histogram: Readonly<
      Record<string, { readonly shares: readonly number[]; readonly law: readonly number[] }>
    >
    readonly squares: Noise
    readonly crossEntropy: Noise
    readonly fullKernel: Rows
    readonly effective: Numbers
    readonly effectiveTrace: Numbers
    readonly modes: Readonly<Record<'squares' | 'crossEntropy' | 'inputs', Numbers>>
    readonly similarity: Readonly<Record<'debiased' | 'biased', Rows>>
  }
}

const path = join(import.meta.dirname, '..', 'references', 'fluctuations.json')
export const { inputs, expected } = JSON.parse(readFileSync(path, 'utf8')) as Reference

/** The walk of the weights, in the precision of a run or of a file. */
export const walk = (precision: typeof Float32Array | typeof Float64Array): { weights: Layers }[] =>
  inputs.weights.map(({ w, b }) => ({
    weights: {
      w: { shape: [w.length, w[0]?.length ?? 0], values: precision.from(w.flat()) },
      b: { shape: [b.length], values: precision.from(b) },
    },
  }))

/** That of the hidden activations. */
export const hiddenWalk = (as: typeof fine): { hidden: Matrices }[] =>
  inputs.hidden.map(({ h }) => ({ hidden: { h: as(h) } }))

/** The small network, 3 → 4 (tanh) → 2 with biases in its first layer, at given parameters. */
export function smallChain(kind: LossKind['kind'], parameters: readonly number[], as = fine): Chain {
  const empty = (rows: number, cols: number) => ({ rows, cols, data: new Float64Array() })
  const shape = [
    { name: 'w1', weight: empty(3, 4), bias: { name: 'b1', values: new Float64Array() }, activation: 'tanh' as const },
    { name: 'w2', weight: empty(4, 2), bias: null, activation: 'linear' as const },
  ]
  const flat = as([parameters]).data
  const labels = Int32Array.from(inputs.classes, (row) => row.indexOf(1))
  const targets = as(kind === 'mse' ? inputs.targets : inputs.classes)
  const examples = { inputs: as(inputs.examples), targets, labels }
  return {
    layers: layersAt(shape, flat),
    loss: { kind, reduction: 'mean' },
    probe: examples,
    train: examples,
    test: null,
  }
}

/** What a probe remembers after these steps, of which it saw every one. */
export function remembered<M>(
  memory: { readonly initial: M; readonly next: (memory: M, inputs: Inputs) => M } | undefined,
  steps: readonly Partial<Inputs>[],
): M | undefined {
  return memory && steps.reduce<M>((held, step) => memory.next(held, step as Inputs), memory.initial)
}
