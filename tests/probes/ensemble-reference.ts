import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Rows } from './lab.ts'

/** What NumPy and SciPy computed by other routes: made by tests/references/ensembles.py, which says how. */
interface EnsembleReference {
  readonly committees: readonly {
    readonly student: Rows
    readonly teacher: Rows
    readonly expected: {
      readonly Q: Rows
      readonly R: Rows
      readonly T: Rows
      readonly error: number
      readonly monteCarlo: { readonly mean: number; readonly standardError: number }
      readonly collapse: number
      readonly specialization: readonly number[]
    }
  }[]
  readonly tails: readonly {
    readonly draws: Rows
    readonly expected: { readonly kurtosis: number; readonly standardError: number }
  }[]
  readonly hopfield: {
    readonly patterns: Rows
    readonly state: readonly number[]
    readonly expected: { readonly overlaps: readonly number[]; readonly energy: number }
  }
  readonly retrieval: readonly { readonly alpha: number; readonly overlap: number }[]
  readonly memorized: {
    readonly training: Rows
    readonly generated: Rows
    readonly heldOut: Rows
    readonly expected: { readonly generated: number; readonly 'held-out': number }
  }
  readonly recurrence: {
    readonly weight: Rows
    readonly initial: readonly number[]
    readonly symmetric: Rows
    readonly radius: number
    readonly expected: readonly { readonly gain: number; readonly exponent: number }[]
  }
  readonly attention: { readonly heads: readonly Rows[]; readonly expected: readonly number[] }
}

const path = join(import.meta.dirname, '..', 'references', 'ensembles.json')
export const ensembles = JSON.parse(readFileSync(path, 'utf8')) as EnsembleReference
