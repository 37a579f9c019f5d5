import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Collapse } from '#src/statistics/scaling/data-collapse.ts'
import type { SizedCurve } from '#src/statistics/scaling/collapse-cost.ts'
import type { Fluctuations } from '#src/statistics/scaling/fluctuations.ts'
import type { ScalingLaw } from '#src/statistics/scaling/scaling-law.ts'

/** What NumPy, SciPy and fssa say: made by tests/references/scaling.py, which says how. */
interface Reference {
  readonly collapses: readonly (ReferenceCurves & { readonly costs: readonly Collapse[]; readonly least: Collapse })[]
  readonly laws: readonly {
    readonly given: number | null
    readonly sizes: readonly number[]
    readonly values: readonly number[]
    readonly weights: readonly number[]
    readonly law: ScalingLaw
  }[]
  readonly fluctuations: readonly (Fluctuations & { readonly values: readonly number[]; readonly size: number })[]
}

interface ReferenceCurves {
  readonly sizes: readonly number[]
  readonly x: readonly number[]
  readonly y: readonly (readonly number[])[]
  readonly errors: readonly (readonly number[])[]
}

const path = join(import.meta.dirname, '..', '..', '..', 'references', 'scaling.json')
export const reference = JSON.parse(readFileSync(path, 'utf8')) as Reference

export function curvesIn({ sizes, x, y, errors }: ReferenceCurves): SizedCurve[] {
  return sizes.map((size, i) => ({ size, points: x.map((at, j) => ({ x: at, y: y[i]![j]!, error: errors[i]![j]! })) }))
}
