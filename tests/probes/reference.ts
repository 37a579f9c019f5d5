import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Inputs } from '#probes/define.ts'
import type { Lab } from './lab.ts'

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
    readonly distanceFromInitialisation: Numbers
    readonly singularValues: Readonly<Record<string, readonly number[]>>
    readonly effectiveRank: Readonly<Record<string, Numbers>>
    readonly linearCka: Readonly<Record<string, Numbers>>
    readonly inverseParticipationRatio: Readonly<Record<string, Numbers>>
  }
}

const path = join(import.meta.dirname, '..', 'references', 'probes.json')
export const reference = JSON.parse(readFileSync(path, 'utf8')) as Reference

/** The reference's inputs as the trainer would hand them over. */
export function referenceInputs(lab: Lab): Partial<Inputs> {
  const layers = (stored: Layers) =>
    Object.fromEntries(Object.entries(stored).map(([name, { shape, values }]) => [name, lab.tensor(values, shape)]))
  return Object.fromEntries(Object.entries(reference.inputs).map(([need, stored]) => [need, layers(stored)]))
}

/** One option's value of every part: `{ h1: { biased: 0.4, … } }` and `biased` give `{ h1: 0.4 }`. */
export function pick(byPart: Readonly<Record<string, Numbers>>, option: string): Record<string, number> {
  return Object.fromEntries(Object.entries(byPart).map(([part, values]) => [part, values[option] ?? Number.NaN]))
}
