import { isForeign, type Command } from '#src/vocabulary/index.ts'
import type { RunState } from '#dashboard/run/run-state.ts'

export const DRAWERS = ['probes', 'breakpoints', 'costs', 'panels'] as const
/** What the drawer shows; null while it is closed. */
export type Drawn = (typeof DRAWERS)[number] | null

/**
 * The drawers that a run has: of a foreign one those that it can do something with. Its probes are those that a process beside its
 * program offers.
 */
export function drawersOf(
  state: Pick<RunState, 'run' | 'cards'>,
  accepts: readonly Command['type'][],
): readonly NonNullable<Drawn>[] {
  if (state.run === null || !isForeign(state.run)) return DRAWERS
  const isThere = { probes: state.cards.length > 0, breakpoints: accepts.includes('break'), costs: false, panels: true }
  return DRAWERS.filter((one) => isThere[one])
}
