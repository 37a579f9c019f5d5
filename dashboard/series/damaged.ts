import { withStretch } from '#src/run-state/index.ts'
import type { Range } from './range.ts'

const NONE: readonly Range[] = []

/** Stretches of steps of which stored numbers are damaged, of several curves or answers together, in order. */
export function damagedIn(lists: readonly (readonly Range[] | undefined)[]): readonly Range[] {
  const all = lists.flatMap((list) => list ?? NONE)
  return all.length === 0 ? NONE : all.reduce(withStretch, NONE)
}
