import { greatestAssignment } from './assignment.ts'
import type { Matrix } from '#probes/maths/algebra/linear-algebra.ts'

/** Pairs of one row and one column each, as many as the shorter side has. */
export type Matching = readonly { readonly row: number; readonly col: number }[]

/** The matching of largest sum; null where an entry is NaN or an infinity. */
export function bestMatching(gains: Matrix): Matching | null {
  if (!gains.data.every(Number.isFinite)) return null
  return Array.from(greatestAssignment(gains), (col, row) => ({ row, col })).filter(({ col }) => col >= 0)
}
