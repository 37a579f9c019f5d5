import { probeWithId } from '#probes/define.ts'
import { AT_REST, edge } from '#src/vocabulary/condition/edge.ts'
import { holds } from '#src/vocabulary/condition/holds.ts'
import { logOf, stateFromFacts, type Attachment, type RunState } from '#src/run-state/index.ts'
import type { Envelope, Fact, LoggedCommand, ProbeCard } from '#src/vocabulary/index.ts'
import {
  type ArmedBreakpoint,
  type AttachedProbe,
  attachmentOf,
  type Ground,
  type Histories,
  NO_OBSERVERS,
  type Observers,
  watching as armed,
} from '#trainer/observing/index.ts'
import type { Checkpoint, KeptCheckpoints } from '#trainer/checkpoints/index.ts'
import { plannedIn, type ResumePoint } from '#trainer/run/index.ts'
import { detectorsAt } from './detectors-at.ts'
import { unreportedAfter } from './unreported.ts'
import type { Origin, RunRecord } from './origin.ts'
import { storedCurves } from './stored-curves.ts'
import { absencesAt, historiesOf, liveRhythms, ownPart, upTo } from './own-part.ts'

type Kept = Pick<RunRecord, 'facts' | 'columns'>

/**
 * The newest whole checkpoint up to a step from which all can be gone on with; null for none. One that was made before
 * somebody was attached at the same step does not know what that probe has seen of it.
 */
export function checkpointFor(
  checkpoints: KeptCheckpoints,
  facts: readonly Envelope<Fact>[],
  atMost: number,
): Checkpoint | null {
  const { checkpoint } = checkpoints.newestWhole(atMost)
  if (checkpoint === null) return null
  const { state, memories } = checkpoint
  const isTooEarly = facts.some(
    ({ report }) => report.type === 'attached' && report.step === state.step && !(report.probe in memories),
  )
  return isTooEarly ? checkpointFor(checkpoints, facts, state.step - 1) : checkpoint
}

/**
 * What the facts of a run tell of it at the step of a checkpoint, or before its first step, and what it is to do again
 * up to the last step that it reported.
 */
export function resumePointAt(
  { facts, columns }: Kept,
  checkpoint: Checkpoint | null,
  until: number,
  ground: Ground,
): Pick<Origin, 'known' | 'idsInUse' | 'histories' | 'reported'> {
  const step = checkpoint?.state.step ?? -1
  const { covered } = observersAt(facts, until, ground)
  const { run, wanted, cards } = stateFromFacts(facts)
  const own = ownPart(
    { facts, columns },
    covered,
    liveRhythms(wanted),
    storedCurves({ columns, lastStep: run?.steps }, ground.probes),
  )
  const histories = historiesOf(own, step)
  const reported = own.columns.map((column) => upTo(column, until))
  const observers = checkpoint === null ? begun(facts) : restored(facts, own, checkpoint, histories, ground)
  // Breakpoints of the plan are set when the plan is carried out.
  const again = facts.slice(plannedIn(facts).length)
  const known: ResumePoint = {
    observers,
    isObserved: checkpoint !== null,
    log: logOf(again),
    until,
    unreported: unreportedAfter({ facts, columns }, until),
  }
  return { known, idsInUse: idsIn(facts, cards), histories, reported }
}

function idsIn(facts: readonly Envelope<Fact>[], cards: readonly ProbeCard[]): ReadonlySet<string> {
  const attached = facts.flatMap(({ report }) => (report.type === 'attached' ? [report.probe] : []))
  return new Set([...cards.map(({ id }) => id), ...attached])
}

/** Nobody has observed anything yet, but series that were declared are not declared again. */
function begun(facts: readonly Envelope<Fact>[]): Observers {
  const declared = facts.flatMap(({ report }) => (report.type === 'declared' ? [report.series.name] : []))
  return { ...NO_OBSERVERS, declared: new Set(declared) }
}

/** Who observed at a checkpoint, once its step was observed and all that was commanded there was obeyed. */
function restored(
  facts: readonly Envelope<Fact>[],
  own: Kept,
  { state: { step }, memories }: Checkpoint,
  histories: Histories,
  ground: Ground,
): Observers {
  const started = observersAt(facts, step, ground)
  const remembered = Object.entries(memories).filter(([probe]) => started.attached.has(probe))
  const detectors = detectorsAt(started.attached.values(), memories, step, histories)
  const log = logOf(facts).filter((logged) => logged.step <= step)
  return {
    ...started,
    declared: begun(facts).declared,
    memories: new Map([...started.memories, ...remembered, ...detectors]),
    absences: absencesAt(own, step),
    breakpoints: new Map([...started.breakpoints].map(([id, armed]) => [id, asked(armed, log, histories, step)])),
    log,
    reports: [],
  }
}

/** A breakpoint as it stands after a step; one that was set at this step has not been asked yet. */
function asked(
  armed: ArmedBreakpoint,
  log: readonly LoggedCommand[],
  histories: Histories,
  step: number,
): ArmedBreakpoint {
  const set = log.findLast(({ command }) => command.type === 'break' && command.breakpoint.id === armed.breakpoint.id)
  if (set === undefined || set.step >= step) return armed
  return { ...armed, edge: edge(AT_REST, holds(armed.condition, histories, step)) }
}

/** Who is attached, and who waits for what, once everything of a step was obeyed. */
function observersAt(facts: readonly Envelope<Fact>[], step: number, ground: Ground): Observers {
  const known = stateFromFacts(facts.filter(({ report }) => 'step' in report && report.step <= step))
  const everAttached = [...known.attached.keys(), ...known.detached.keys(), ...known.failed.keys()]
  const observers: Observers = {
    ...NO_OBSERVERS,
    attached: new Map([...known.attached].map(([id, attachment]) => [id, observerOf(attachment, known, ground)])),
    memories: new Map(everAttached.map((id) => [id, probeWithId(ground.probes, id)?.memory?.initial])),
    covered: known.measured,
    budget: known.budget,
  }
  return [...known.breakpoints.values()].reduce((before, { breakpoint }) => armed(before, breakpoint), observers)
}

function observerOf(attachment: Attachment, known: RunState, { experiment, probes }: Ground): AttachedProbe {
  const { probe, lasting, options, since, live, spell } = attachment
  const wanted = known.wanted.get(probe) ?? []
  return { ...attachmentOf(experiment, probes, { probe, cadence: lasting, options }), since, live, spell, wanted }
}
