import type { Condition } from '#src/vocabulary/condition/condition.ts'
import type { Edge } from '#src/vocabulary/condition/edge.ts'
import type { Rhythm, Spell, Stretch } from '#src/run-state/index.ts'
import type { Breakpoint, LoggedCommand, Report } from '#src/vocabulary/index.ts'
import type { Attachment } from './attachment.ts'
import { isDetector } from './detection.ts'

/** A probe at work in a run. */
export interface AttachedProbe extends Attachment {
  /** The step from which it has or will have its curve. */
  readonly since: number
  /** Whether the run itself measures it; a probe that has to remember what it has not seen is measured by a replay. */
  readonly live: boolean
  /** Another cadence for a while. */
  readonly spell: Spell | null
  /** How often it measured and is to measure, over which steps, as far as was asked for; left out: by its cadence from `since` on. */
  readonly wanted?: readonly Rhythm[]
}

/** A breakpoint that waits, and how its condition stood when it was last asked. */
export interface ArmedBreakpoint {
  readonly breakpoint: Breakpoint
  readonly condition: Condition
  readonly edge: Edge
}

/** Everything that observing carries from step to step, and what came of the last event. */
export interface Observers {
  readonly attached: ReadonlyMap<string, AttachedProbe>
  /** What the probes that remember have seen since they were attached, and what detectors have (`DetectorMemory`). */
  readonly memories: ReadonlyMap<string, unknown>
  /** Steps at which the run itself measured, or is measuring, of each probe that ever was attached. */
  readonly covered: ReadonlyMap<string, readonly Stretch[]>
  readonly declared: ReadonlySet<string>
  /** Why a series has no value at the moment. */
  readonly absences: ReadonlyMap<string, string>
  readonly breakpoints: ReadonlyMap<string, ArmedBreakpoint>
  /** The share of the run's time that probes may take; null for no ceiling. */
  readonly budget: number | null
  /** Every Command that took effect. */
  readonly log: readonly LoggedCommand[]
  readonly reports: readonly Report[]
}

export const NO_OBSERVERS: Observers = {
  attached: new Map(),
  memories: new Map(),
  covered: new Map(),
  declared: new Set(),
  absences: new Map(),
  breakpoints: new Map(),
  budget: null,
  log: [],
  reports: [],
}

/** Probes that read what others measured come after them, and behind all of them detectors. */
export function inOrder(attachments: Iterable<AttachedProbe>): AttachedProbe[] {
  const place = ({ probe }: Attachment) => (isDetector(probe) ? 2 : probe.needs.includes('series') ? 1 : 0)
  return [...attachments].sort((a, b) => place(a) - place(b))
}
