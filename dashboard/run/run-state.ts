import type {
  Breakpoint,
  DetectorCard,
  Fact,
  ParameterCard,
  ProbeCard,
  Run,
  RunStatus,
  SeriesDeclaration,
} from '#src/vocabulary/index.ts'
import type { Attachment } from './attachment.ts'
import type { Fill } from '#dashboard/series/fill.ts'
import type { Gap } from '#dashboard/series/gap.ts'
import type { Change } from './fork.ts'
import type { TimelineMark } from './timeline.ts'

export type Ending = Extract<Fact, { type: 'ended' }>
export type Rejection = Pick<Extract<Fact, { type: 'rejected' }>, 'line' | 'why' | 'step'>
export type Checkpoint = Pick<Extract<Fact, { type: 'checkpointed' }>, 'step' | 'bytes' | 'whole'>

/** A breakpoint of the run, and where its condition came to hold. */
export interface BreakpointState {
  readonly breakpoint: Breakpoint
  /** The step from which it watches. */
  readonly step: number
  readonly fired: readonly number[]
}

/** A value that is not known at a step, or a probe that broke there. */
export interface ProbeFailure {
  readonly step: number
  readonly why: string
}

/** All that the facts of a run say, read in order. */
export interface RunState {
  readonly run: Run | null
  readonly cards: readonly ProbeCard[]
  readonly detectors: readonly DetectorCard[]
  /** The settings that can be changed while it runs, and how they were, in order. */
  readonly settable: readonly ParameterCard[]
  readonly changes: readonly Change[]
  readonly series: readonly SeriesDeclaration[]
  readonly attached: ReadonlyMap<string, Attachment>
  /** Probes that measure no more, and since which step. */
  readonly detached: ReadonlyMap<string, number>
  /** Stretches of steps in which a probe was away, between a detachment and the next attachment. */
  readonly away: ReadonlyMap<string, readonly Gap[]>
  /** The pasts of a probe that were asked for, the latest attachment's last. */
  readonly fills: ReadonlyMap<string, readonly Fill[]>
  /** Where a curve is not joined: nobody measured there, and nothing was filled in. */
  readonly gaps: ReadonlyMap<string, readonly Gap[]>
  readonly absent: ReadonlyMap<string, ProbeFailure>
  readonly failed: ReadonlyMap<string, ProbeFailure>
  /** User-defined probes, by id: the file that each came from. */
  readonly files: ReadonlyMap<string, string>
  /** Files of probes that cannot be used as they are. */
  readonly rejected: ReadonlyMap<string, Rejection>
  readonly watches: ReadonlyMap<string, BreakpointState>
  readonly checkpoints: readonly Checkpoint[]
  /** The share of the run's time that all probes may take; null for no ceiling. */
  readonly budget: number | null
  /** The step at which the run will pause by itself. */
  readonly target: number | null
  readonly timeline: readonly TimelineMark[]
  readonly ended: Ending | null
  /** The sequence number from which a fact is news. */
  readonly next: number
}

export const UNKNOWN_RUN: RunState = {
  run: null,
  cards: [],
  detectors: [],
  settable: [],
  changes: [],
  series: [],
  attached: new Map(),
  detached: new Map(),
  away: new Map(),
  fills: new Map(),
  gaps: new Map(),
  absent: new Map(),
  failed: new Map(),
  files: new Map(),
  rejected: new Map(),
  watches: new Map(),
  checkpoints: [],
  budget: null,
  target: null,
  timeline: [],
  ended: null,
  next: 0,
}

/** Whether the facts say that the run is over; the hub's summary says the rest (running, paused, lost). */
export function isOver(status: RunStatus): boolean {
  return status !== 'running' && status !== 'paused'
}
