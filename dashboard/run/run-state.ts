import type { RunState as KnownState } from '#src/run-state/index.ts'
import { UNKNOWN_RUN as NOTHING_KNOWN } from '#src/run-state/index.ts'
import type { RunStatus, SeriesDeclaration } from '#src/vocabulary/index.ts'
import type { Gap } from '#dashboard/series/gap.ts'
import type { TimelineMark } from './timeline.ts'

/** All that the facts of a run say, read in order, and what a page shows of it. */
export interface RunState extends KnownState {
  readonly series: readonly SeriesDeclaration[]
  /** Stretches of steps in which a probe was away, between a detachment and the next attachment. */
  readonly away: ReadonlyMap<string, readonly Gap[]>
  /** Where a curve is not joined: nobody measured there, and nothing was filled in. */
  readonly gaps: ReadonlyMap<string, readonly Gap[]>
  readonly timeline: readonly TimelineMark[]
  /** Reports that could not be read: why, each. */
  readonly unreadable: readonly string[]
}

export const UNKNOWN_RUN: RunState = {
  ...NOTHING_KNOWN,
  series: [],
  away: new Map(),
  gaps: new Map(),
  timeline: [],
  unreadable: [],
}

/** Whether a run may still be trained: it cannot be removed then. */
export function isUnderWay(status: RunStatus): boolean {
  return !isOver(status)
}

/** Whether the facts say that the run is over; the hub's summary says the rest (running, paused, lost). */
export function isOver(status: RunStatus): boolean {
  return status !== 'running' && status !== 'paused'
}
