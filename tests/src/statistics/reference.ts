import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { BandQuestion } from '#src/statistics/band.ts'
import type { Model } from '#src/vocabulary/index.ts'

/** Numbers as JSON has them: those that are not finite are texts. */
export type Numbers = readonly (number | string)[]

export interface ReferenceBand {
  readonly center: Numbers
  readonly low: Numbers
  readonly high: Numbers
  readonly n: Numbers
}

/** What NumPy and SciPy say: made by tests/references/aggregate.py, which says how. */
export interface Reference {
  readonly drawn: Readonly<Record<string, readonly (readonly number[])[]>>
  readonly bands: readonly {
    readonly runs: number
    readonly curves: Numbers
    readonly cases: readonly (ReferenceBand & { readonly question: BandQuestion })[]
  }[]
  readonly groups: Readonly<
    Record<string, readonly { readonly steps: readonly number[]; readonly values: Numbers; readonly event: number }[]>
  >
  readonly answers: readonly ReferenceAnswer[]
  readonly fits: readonly {
    readonly model: Model
    readonly x: Numbers
    readonly y: Numbers
    readonly r2: number
    readonly residuals: Numbers
    readonly parameters: readonly (readonly [value: number, low: number, high: number])[]
  }[]
  readonly student: readonly (readonly [coverage: number, freedom: number, t: number])[]
  readonly moves: readonly { readonly values: Numbers; readonly first: number | null }[]
}

export interface ReferenceAnswer extends ReferenceBand {
  readonly group: string
  readonly align: 'step' | 'event'
  /** Whether the median of group `apart` is taken away. */
  readonly minus?: boolean
  readonly question: BandQuestion & { readonly points: number; readonly from?: number; readonly to?: number }
  readonly x: Numbers
  readonly members?: Numbers
  readonly exact: boolean
}

const path = join(import.meta.dirname, '..', '..', 'references', 'aggregate.json')
export const reference = JSON.parse(readFileSync(path, 'utf8')) as Reference

export function floats(numbers: Numbers): Float64Array {
  return Float64Array.from(numbers, Number)
}
