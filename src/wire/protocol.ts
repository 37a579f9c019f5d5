import type {
  AggregateQuestion,
  Command,
  DetectorCard,
  EffectQuestion,
  Envelope,
  Launchable,
  Fact,
  Factors,
  FactorsQuestion,
  FigureSoFar,
  Judged,
  LeadQuestion,
  Label,
  NamedView,
  NamedViewChange,
  NoteChange,
  Outcome,
  ProbeCard,
  Query,
  Right,
  RunId,
  RunsColumns,
  RunsQuestion,
  RunStatus,
  RunSummary,
  SeriesDeclaration,
  SweepDeed,
  SweepForecast,
  SweepId,
  SweepRequest,
  SweepStatus,
} from '#src/vocabulary/index.ts'
import type { JsonRunsGroup, JsonRunsPage } from './runs-page.ts'
import type { TrainerGreeting, ViewerGreeting } from '#src/schema/events.ts'

/**
 * What the namespaces say. What comes in is held to `src/schema/events.ts`, from which the greetings are inferred; every event is
 * answered, with a refusal if nothing else, and those that may come without asking for an answer say so.
 */

/** Raised when a byte or an event changes its meaning. Both ends refuse a stranger's version by name. */
export const PROTOCOL_VERSION = 3

/** Namespace of trainers: Reports come in, Commands go out. */
export const TRAINER_NAMESPACE = '/trainer'
/** Namespace of viewers: queries and Commands come in, frames go out. */
export const VIEWER_NAMESPACE = '/viewer'

export interface Refusal {
  readonly ok: false
  readonly why: string
  /**
   * Of Reports: what of them will never be taken, a series or the whole Report of this number. The others, sent without it, are;
   * a `measured` without columns may stand in the place of the Report, so that no number is missing.
   */
  readonly never?: { readonly seq: number; readonly series: string | null }
}
type Answer<Reply = object> = (reply: ({ readonly ok: true } & Reply) | Refusal) => void

/** What a writer sends: a run's trainer, or a process beside it. */
export interface TrainerToHub {
  /**
   * First word after each connect: who writes about which run, by a secret that nobody else knows, and which Commands it obeys
   * (only those of a run's main writer, the first to report, are ever sent: no other may report that one took effect).
   * The first secret that a writer shows holds from then on. `next` is the sequence number that the hub wants next of this
   * writer: what came before is durable. `clockAheadMs`: by how much its clock is ahead of the hub's, if it has asked.
   */
  hello: (greeting: Readonly<TrainerGreeting>, answer: Answer<{ next: number }>) => void
  /** Packed Reports in order; acknowledged when durable with the next sequence number wanted. */
  reports: (bytes: Uint8Array, answer: Answer<{ next: number }>) => void
  /** The hub's clock, so that latencies of another machine can be told. */
  clock: (answer: (now: number) => void) => void
}

export interface HubToTrainer {
  command: (command: Command, answer: (outcome: Outcome) => void) => void
}

/** Whether Commands can be sent to a run, and which are obeyed. */
export interface Readiness {
  /** Whether its main writer is connected. */
  readonly live: boolean
  /** The Commands that it obeys; none while it is away. */
  readonly accepts: readonly Command['type'][]
}

/** All but the numbers of one run. */
export interface RunView extends Readiness {
  readonly summary: RunSummary
  readonly series: readonly (SeriesDeclaration & {
    readonly points: number
    readonly firstStep: number | null
    readonly lastStep: number | null
  })[]
  /** Every Report of the run but its measurements, in order of arrival. A `started` names its cards by their hash. */
  readonly facts: readonly Envelope<Fact>[]
}

/** What a run's catalogue offers: kept once, by its hash. */
export interface RunCards {
  readonly probes: readonly ProbeCard[]
  readonly detectors: readonly DetectorCard[]
}

export interface ViewerToHub {
  /** `control`: how to get control, where it is not there. */
  hello: (
    greeting: Readonly<ViewerGreeting>,
    answer: Answer<{ version: string; now: number; rights: readonly Right[]; control: string | null }>,
  ) => void
  list: (question: RunsQuestion, answer: Answer<JsonRunsPage>) => void
  /** Start to receive the facts of a run. */
  open: (run: RunId, answer: Answer<{ view: RunView }>) => void
  close: (run: RunId, answer?: Answer) => void
  /** The cards that a `started` names. */
  cards: (hash: string, answer: Answer<{ cards: RunCards }>) => void
  /** Packed results, in the queries' order. */
  ask: (queries: readonly Query[], answer: Answer<{ bytes: Uint8Array }>) => void
  /** What the run says of the claims that its first Report names, by all that is stored of it. Ask again when it has gone on. */
  claims: (run: RunId, answer: Answer<{ claims: readonly Judged[] }>) => void
  /** Receive what is measured from now on of these series (none: stop). Replaces what was followed of that run. */
  follow: (run: RunId, series: readonly string[], answer?: Answer) => void
  command: (run: RunId, command: Command, answer: (outcome: Outcome) => void) => void
  /** Hides a run from every list; it can be restored until the hub starts again. */
  remove: (run: RunId, answer: Answer) => void
  restore: (run: RunId, answer: Answer) => void
  /** Changes what a run is called and what is said of it; each given field replaces. Every page hears of it. */
  label: (run: RunId, label: Label, answer: Answer) => void
  /** Notes something on steps of a run; with the id of a note it changes that one, and without a text takes it away. */
  note: (run: RunId, note: NoteChange, answer: Answer) => void
  /** The experiments that can be launched, at this moment: of the hub's checkout, and of the folders that it was given. */
  experiments: (answer: Answer<Launchable>) => void
  /** The newest sweeps. Ask again when a run of one has changed. */
  sweeps: (answer: Answer<{ sweeps: readonly SweepStatus[] }>) => void
  /** The figure of an experiment that has one, of the runs that are there. Ask again when one of them has ended. */
  figure: (experiment: string, answer: Answer<{ figure: FigureSoFar }>) => void
  /** What a sweep would be; nothing is begun. */
  forecast: (sweep: SweepRequest, answer: Answer<{ forecast: SweepForecast }>) => void
  startSweep: (sweep: SweepRequest, answer: Answer<{ sweep: SweepStatus }>) => void
  tellSweep: (sweep: SweepId, deed: SweepDeed, answer: Answer<{ sweep: SweepStatus }>) => void
  clock: (answer: (now: number) => void) => void
  /** What occurs among the runs of a question: what columns there can be. Of the question counts which runs, not which page. */
  columnsOf: (question: RunsQuestion, answer: Answer<RunsColumns>) => void
  /** The groups that the runs of a question make by an expression, in order of their values; those without one come last. */
  groupsOf: (question: RunsQuestion, by: string, answer: Answer<{ groups: readonly JsonRunsGroup[] }>) => void
  /** What groups of runs come to: packed, `aggregates.ts`. */
  aggregate: (question: AggregateQuestion, answer: Answer<{ bytes: Uint8Array }>) => void
  /** A number of each run against what they are grouped by: in JSON, `effects.ts`. */
  effects: (question: EffectQuestion, answer: Answer<{ effects: object }>) => void
  /** In what runs differ. */
  factors: (question: FactorsQuestion, answer: Answer<{ factors: Factors }>) => void
  /** When series first move, beside an event of their run: in JSON, `effects.ts`. */
  leads: (question: LeadQuestion, answer: Answer<{ leads: object }>) => void
  /** The views that people named. */
  views: (answer: Answer<{ views: readonly NamedView[] }>) => void
  /** Saves, renames or removes one. Every page hears of it. */
  changeViews: (change: NamedViewChange, answer: Answer) => void
}

/** Whether a run's trainer is connected, and how the run stands. */
export interface Presence extends Readiness {
  readonly run: RunId
  readonly status: RunStatus
}

export interface HubToViewer {
  /** A line of the list has changed, or is new. */
  run: (run: RunSummary) => void
  removed: (run: RunId) => void
  /** The named views, after one has changed. */
  views: (views: readonly NamedView[]) => void
  fact: (envelope: Envelope<Fact>) => void
  /** Whether a run's trainer came or went. */
  presence: (presence: Presence) => void
  /** A packed Frame. The next one of that run waits for this acknowledgement: a slow browser slows nobody else. */
  frame: (bytes: Uint8Array, drawn: () => void) => void
}
