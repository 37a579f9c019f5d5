import {
  describedRun,
  NO_LABELS,
  TRAINER,
  withLabel,
  withNote,
  type Envelope,
  type Fact,
  type Labels,
  type Mark,
  type Note,
  type Report,
  type Run,
  type RunStatus,
} from '#src/vocabulary/index.ts'
import { attachmentsAfter, NO_ATTACHMENTS, type Attachments, type ProbeFailure } from './attachments.ts'
import { catalogueAfter, NO_CATALOGUE, type Catalogue } from './catalogue.ts'
import { added, without } from './immutable-map.ts'
import { withMark } from './marks.ts'
import { statusAfter, stepOf } from './status.ts'
import { steeringAfter, UNSTEERED, type Steering } from './steering.ts'

export type Ending = Extract<Fact, { type: 'ended' }>
export type Checkpoint = Pick<Extract<Fact, { type: 'checkpointed' }>, 'step' | 'bytes' | 'whole'>
export type Fork = Pick<Extract<Fact, { type: 'forked' }>, 'run' | 'step' | 'set'>

/** All that the Reports of a run say, read in order. */
export interface RunState extends Catalogue, Attachments, Steering {
  readonly run: Run | null
  readonly status: RunStatus
  /** The last step that was observed, as far as is said; −1 where nothing is. */
  readonly step: number
  /** Series that could not be computed, and why, as was said last. */
  readonly absent: ReadonlyMap<string, ProbeFailure>
  readonly marks: readonly Mark[]
  /** What people call the run and say of it. */
  readonly labels: Labels
  /** What people say of its steps, in the order in which they first did. */
  readonly notes: readonly Note[]
  readonly checkpoints: readonly Checkpoint[]
  readonly forks: readonly Fork[]
  /** What another writer measures beside the main one, and says so: nobody attached it here. */
  readonly observed: ReadonlyMap<string, Extract<Report, { type: 'attached' }>>
  /** How it ended; null where it goes on, or was resumed since. */
  readonly ended: Ending | null
  /** The writer that started the run: only its Reports say how it stands and who measures it. */
  readonly main: string
  /** The sequence number from which a fact of that writer is new. */
  readonly next: number
  /** The same of the others. */
  readonly nextOfOthers: ReadonlyMap<string, number>
}

export const UNKNOWN_RUN: RunState = {
  ...NO_CATALOGUE,
  ...NO_ATTACHMENTS,
  ...UNSTEERED,
  run: null,
  status: 'running',
  step: -1,
  absent: new Map(),
  marks: [],
  labels: NO_LABELS,
  notes: [],
  checkpoints: [],
  forks: [],
  observed: new Map(),
  ended: null,
  main: TRAINER,
  next: 0,
  nextOfOthers: new Map(),
}

/** A pure reducer: a fact that was seen already changes nothing. What a reader keeps besides in its state is left alone. */
export function withFact<S extends RunState>(state: S, fact: Envelope<Fact>): S {
  const { report } = fact
  const seen = withFactSeen(state, fact)
  if (seen === state) return state
  return (fact.writer ?? TRAINER) === seen.main ? stateAfter(seen, report) : stateAfterOther(seen, report)
}

/** The same state, but that this fact counts as seen. Who says first that the run started is its main writer. */
export function withFactSeen<S extends RunState>(
  state: S,
  { seq, writer = TRAINER, report }: Pick<Envelope<Fact>, 'seq' | 'writer' | 'report'>,
): S {
  const main = state.run === null && report.type === 'started' ? writer : state.main
  if (writer === main) return seq < state.next ? state : { ...state, main, next: seq + 1 }
  if (seq < (state.nextOfOthers.get(writer) ?? 0)) return state
  return { ...state, nextOfOthers: added(state.nextOfOthers, writer, seq + 1) }
}

/** What another writer of the run says: series, probes that it can serve and that it measures, marks, what failed, labels and notes. How the run stands is not for it to say. */
function stateAfterOther<S extends RunState>(state: S, report: Report): S {
  switch (report.type) {
    // A card that is there already is not another writer's to change.
    case 'offered':
      return state.cards.some(({ id }) => id === report.probe.id) ? state : catalogueAfter(state, report)
    case 'declared':
      return catalogueAfter(state, report)
    case 'absent':
      return { ...state, absent: added(state.absent, report.series, { step: report.step, why: report.why }) }
    case 'marked':
      return { ...state, marks: withMark(state.marks, report.mark) }
    case 'labeled':
      return { ...state, labels: withLabel(state.labels, report) }
    case 'noted':
      return { ...state, notes: withNote(state.notes, report.note) }
    case 'attached':
      return { ...state, observed: added(state.observed, report.probe, report) }
    case 'detached':
      return { ...state, observed: without(state.observed, report.probe) }
    case 'failed':
      return {
        ...state,
        observed: without(state.observed, report.probe),
        failed: added(state.failed, report.probe, { step: report.step, why: report.why }),
      }
    default:
      return state
  }
}

/** The same for whoever makes the Reports, before they have their numbers; measurements say how far the run is. */
export function stateAfter<S extends RunState>(state: S, report: Report): S {
  const known = steeringAfter(attachmentsAfter(catalogueAfter(state, report), report), report)
  const reached = {
    ...known,
    status: statusAfter(state.status, report),
    step: Math.max(state.step, stepOf(report)),
  }
  switch (report.type) {
    case 'started':
      return { ...reached, run: report.run }
    case 'described':
      return { ...reached, run: state.run && describedRun(state.run, report) }
    case 'resumed':
      return { ...reached, ended: null }
    case 'absent':
      return { ...reached, absent: added(state.absent, report.series, { step: report.step, why: report.why }) }
    case 'marked':
      return { ...reached, marks: withMark(state.marks, report.mark) }
    case 'labeled':
      return { ...reached, labels: withLabel(state.labels, report) }
    case 'noted':
      return { ...reached, notes: withNote(state.notes, report.note) }
    case 'checkpointed': {
      const { step, bytes, whole } = report
      return { ...reached, checkpoints: [...state.checkpoints, { step, bytes, whole }] }
    }
    case 'forked': {
      const { run, step, set } = report
      return { ...reached, forks: [...state.forks, { run, step, set }] }
    }
    case 'ended':
      return { ...reached, ended: report }
    default:
      return reached
  }
}
