import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Inputs } from '#probes/inputs.ts'

interface Stored {
  readonly shape: readonly number[]
  readonly values: readonly number[]
}
type Layers = Readonly<Record<string, Stored>>
type Numbers = Readonly<Record<string, number>>

/** What NumPy and SciPy computed of the same inputs: made by tests/references/probes.py, which says how. */
export interface Reference {
  readonly made: { readonly numpy: string; readonly scipy: string }
  readonly inputs: Readonly<Record<string, Layers>>
  readonly expected: {
    readonly weightNorm: Numbers
    readonly updateToWeightRatio: Numbers
    readonly distanceFromInitialization: Numbers
    readonly singularValues: Readonly<Record<string, readonly number[]>>
    readonly effectiveRank: Readonly<Record<string, Numbers>>
    readonly linearCka: Readonly<Record<string, Numbers>>
    readonly inverseParticipationRatio: Readonly<Record<string, Numbers>>
  }
}

const path = join(import.meta.dirname, '..', 'references', 'probes.json')
export const reference = JSON.parse(readFileSync(path, 'utf8')) as Reference

/** The reference's inputs as a run hands them over (float32), or a file (float64). */
export function referenceInputs(precision: typeof Float32Array | typeof Float64Array): Partial<Inputs> {
  const { weights = {}, initialWeights = {}, updates = {}, ...activations } = reference.inputs
  const { hidden = {}, initialHidden = {}, residueWeights = {} } = activations
  const layers = (stored: Layers) => mapped(stored, ({ shape, values }) => ({ shape, values: precision.from(values) }))
  const matrices = (stored: Layers) =>
    mapped(stored, ({ shape: [rows = 0, cols = 0], values }) => ({ rows, cols, data: precision.from(values) }))
  return {
    weights: layers(weights),
    initialWeights: layers(initialWeights),
    updates: layers(updates),
    hidden: matrices(hidden),
    referenceHidden: matrices(initialHidden),
    residueWeights: matrices(residueWeights),
  }
}

function mapped<R>(stored: Layers, of: (layer: Stored) => R): Record<string, R> {
  return Object.fromEntries(Object.entries(stored).map(([name, layer]) => [name, of(layer)]))
}

/** One option's value of every part: `{ h1: { biased: 0.4, … } }` and `biased` give `{ h1: 0.4 }`. */
export function pick(byPart: Readonly<Record<string, Numbers>>, option: string): Record<string, number> {
  return Object.fromEntries(Object.entries(byPart).map(([part, values]) => [part, values[option] ?? Number.NaN]))
}
