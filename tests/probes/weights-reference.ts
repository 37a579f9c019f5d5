import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Layers } from '#probes/inputs.ts'
import type { Chain, LossKind } from '#probes/maths/chain/chain.ts'
import type { Matrix } from '#probes/maths/algebra/linear-algebra.ts'
import { FLOAT32, FLOAT64 } from './close.ts'

interface Stored {
  readonly shape: readonly number[]
  readonly values: readonly number[]
}
type Stack = Readonly<Record<string, Stored>>
type Numbers = Readonly<Record<string, number>>
export type Precision = typeof Float32Array | typeof Float64Array

interface GradientFacts {
  readonly gram: readonly number[]
  readonly mean: readonly number[]
  readonly meanSquare: readonly number[]
  readonly coherence: Numbers
  readonly snr: Numbers
  readonly variance: number
}

/** What NumPy, SciPy, PyTorch, powerlaw and networkx computed: made by tests/references/weights.py, which says how. */
interface Reference {
  readonly inputs: {
    readonly chain: Stack
    readonly spectral: Stack
    readonly gradients: Stack
    readonly previous: Stack
    readonly walk: readonly Stack[]
    readonly hidden: Stack
    readonly initialHidden: Stack
    readonly examples: { readonly inputs: Stored; readonly targets: Stored }
    readonly labels: readonly number[]
    readonly collapsing: { readonly logits: Stored }
    readonly collapsedLabels: readonly number[]
  }
  readonly expected: {
    readonly crossEntropy: GradientFacts
    readonly squares: GradientFacts
    readonly marchenkoPastur: Readonly<Record<string, Numbers>>
    readonly powerLaw: Readonly<Record<string, { readonly alpha: number; readonly ks: number; readonly tail: number }>>
    readonly condensation: Readonly<Record<string, { readonly share: number; readonly directions: number }>>
    readonly balancedness: { readonly matrix: Numbers; readonly units: Numbers }
    readonly lawMedian: Numbers
    readonly deepGraphPersistence: number
    readonly zeroLoss: number
  } & Readonly<
    Record<
      | 'weightRms'
      | 'spectralNorm'
      | 'conditionNumber'
      | 'stableRank'
      | 'neuralPersistence'
      | 'gradientCosine'
      | 'alignment'
      | 'pathLength'
      | 'slowRatio'
      | 'eigengap'
      | 'coordinateChange'
      | 'dead'
      | 'saturated',
      Numbers
    >
  >
}

const path = join(import.meta.dirname, '..', 'references', 'weights.json')
export const reference = JSON.parse(readFileSync(path, 'utf8')) as Reference

export const PRECISIONS = [
  ['float32', Float32Array, FLOAT32],
  ['float64', Float64Array, FLOAT64],
] as const

export function layersIn(precision: Precision, stack: Stack): Layers {
  return mapped(stack, ({ shape, values }) => ({ shape, values: precision.from(values) }))
}

export function matricesIn(precision: Precision, stack: Stack): Readonly<Record<string, Matrix>> {
  return mapped(stack, (stored) => matrixIn(precision, stored))
}

export function matrixIn(precision: Precision, { shape: [rows = 0, cols = 0], values }: Stored): Matrix {
  return { rows, cols, data: precision.from(values) }
}

/** The reference's network, tanh between its layers, under one of the two losses that were differentiated. */
export function chainIn(precision: Precision, kind: LossKind['kind']): Chain {
  const { chain, examples, labels } = reference.inputs
  const weights = matricesIn(precision, chain)
  const layer = (l: number, activation: 'tanh' | 'linear') => {
    const bias = chain[`b${l}`]
    return {
      name: `w${l}`,
      weight: weights[`w${l}`] as Matrix,
      bias: bias === undefined ? null : { name: `b${l}`, values: precision.from(bias.values) },
      activation,
    }
  }
  const targets =
    kind === 'mse'
      ? matrixIn(precision, examples.targets)
      : {
          rows: labels.length,
          cols: 4,
          data: precision.from(labels.flatMap((y) => [0, 1, 2, 3].map((c) => +(c === y)))),
        }
  const train = { inputs: matrixIn(precision, examples.inputs), targets, labels: Int32Array.from(labels) }
  const layers = [layer(1, 'tanh'), layer(2, 'tanh'), layer(3, 'linear')]
  return { layers, loss: { kind, reduction: 'mean' }, probe: train, train, test: null }
}

function mapped<R>(stack: Stack, of: (stored: Stored) => R): Record<string, R> {
  return Object.fromEntries(Object.entries(stack).map(([name, stored]) => [name, of(stored)]))
}
