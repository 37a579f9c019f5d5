import type {
  Aggregate,
  AggregateQuestion,
  Column,
  DetectorCard,
  EffectQuestion,
  Effects,
  Envelope,
  Fact,
  Factors,
  FactorsQuestion,
  LeadQuestion,
  Leads,
  NamedView,
  NamedViewChange,
  ProbeCard,
  Query,
  QueryResult,
  RunId,
  RunsColumns,
  RunsGroup,
  RunsPage,
  RunsQuestion,
  RunSummary,
  SeriesDeclaration,
  StepRange,
  WriterId,
} from '#src/vocabulary/index.ts'

/** A series as declared, with what is stored of it. */
export interface StoredSeries extends SeriesDeclaration {
  readonly points: number
  readonly firstStep: number | null
  readonly lastStep: number | null
  /** Steps between which there may be more than can be read, since something is damaged on the disk. */
  readonly damaged?: readonly StepRange[]
}

/** All cards of a catalogue. */
export interface Cards {
  readonly probes: readonly ProbeCard[]
  readonly detectors: readonly DetectorCard[]
}

/** Packed Reports of one writer of one run, in order. */
export interface Arrival {
  readonly run: RunId
  readonly writer: WriterId
  readonly bytes: Uint8Array
}

/** What came of an arrival. */
export type Kept =
  | {
      readonly ok: true
      /** The sequence number wanted next of this writer. */
      readonly next: number
      /** The first of this arrival that was new. */
      readonly from: number
      /** What is new but the numbers, in order, as it is kept. */
      readonly facts: readonly Envelope<Fact>[]
      /** Facts for which there is no room any more, and never will be; `why` where they are the first of the run. */
      readonly dropped?: { readonly facts: number; readonly why: string | null }
    }
  | {
      readonly ok: false
      readonly why: string
      /** What of it will never be kept, however often it comes: a series, or all of this Report. Without it, the rest can be. */
      readonly never?: { readonly seq: number; readonly series: string | null }
    }

/** Whether a writer may report about a run, and what it is to send next. */
export type Admission =
  | {
      readonly ok: true
      readonly next: number
      /** Whether it is the run's main writer, which was the first to report. */
      readonly main: boolean
    }
  | { readonly ok: false; readonly why: string }

/** A run that an archive has, as it is called in the store, and whether it was there already. */
export interface TakenRun {
  readonly run: RunId
  readonly wasThere: boolean
}

/** What `check` found: nothing, or what is not as it was written. */
export interface CheckedStore {
  readonly runs: number
  readonly faults: readonly Fault[]
}

export interface Fault {
  /** In words that name it. */
  readonly what: string
  /** Whether it is made good: it was asked for, and could be made again from what is sound. */
  readonly repaired: boolean
}

/**
 * Where Reports rest, and queries about them are answered. A caller to whom `ingest` has answered knows that its
 * Reports survive a crash. Answers are plain data. Whoever names a run or a series that is not there gets an error that
 * names those that are near.
 */
export interface Store {
  /**
   * Keeps Reports, of each arrival all or none; durable when it answers, with one answer an arrival. What was seen before
   * is dropped in silence (a writer sends again what it is not sure of); a gap is refused, and costs no other arrival
   * anything.
   */
  ingest(arrivals: readonly Arrival[]): Promise<readonly Kept[]>
  /**
   * Lets a writer report about a run, which may be to begin. The first secret (its SHA-256) that a writer shows holds from
   * then on; who shows another, or names a run that was removed, is refused.
   */
  admit(writer: { readonly run: RunId; readonly writer: WriterId; readonly secretHash: string }): Promise<Admission>
  /** Who was the first to report about a run, and the hash of the secret that it is known by, if it ever showed one. */
  mainWriter(run: RunId): Promise<{ readonly writer: WriterId; readonly secretHash: string | null } | null>
  /** The sequence number wanted next of a writer (the trainer, if left out); 0 for one never heard of. */
  next(run: RunId, writer?: WriterId): Promise<number>
  has(run: RunId): Promise<boolean>
  list(question: RunsQuestion): Promise<RunsPage>
  /** What occurs among the runs of a question, whichever page of them it asks for. */
  columnsOf(question: RunsQuestion): Promise<RunsColumns>
  /** The values that an expression has among the runs of a question, in order, and of how many; null, of those that have none, last. */
  groupsOf(question: RunsQuestion, by: string): Promise<readonly RunsGroup[]>
  summary(run: RunId): Promise<RunSummary>
  /** Every Report of a run but its measurements, in order. */
  facts(run: RunId): Promise<Envelope<Fact>[]>
  /** The cards that a `started` fact names by their hash: kept once, however many runs share them. */
  cards(hash: string): Promise<Cards>
  series(run: RunId): Promise<StoredSeries[]>
  /** The answers to a viewer's queries, in their order, exact in every bucket. */
  slices(queries: readonly Query[]): Promise<QueryResult[]>
  /** The curves of groups of runs: their members, and what these come to. */
  aggregate(question: AggregateQuestion): Promise<Aggregate>
  /** A number of each run against what runs are grouped by. */
  effects(question: EffectQuestion): Promise<Effects>
  /** In what runs differ. */
  factors(question: FactorsQuestion): Promise<Factors>
  /** When series first move, before or after an event of their run. */
  leads(question: LeadQuestion): Promise<Leads>
  /** Every stored point of a series in step order (of equal steps, in order of arrival): what an export writes. */
  columns(run: RunId, series: string): AsyncIterable<Column>
  /** The views that people named, in the order of their names. */
  views(): Promise<readonly NamedView[]>
  /** Saves, renames or removes one, at such a time; durable when it answers. */
  changeViews(change: NamedViewChange, at: number): Promise<void>
  /** The run's trainer is gone without a last word. A run that has ended stays as it ended. */
  markLost(run: RunId): Promise<void>
  /** Its trainer is back. */
  markFound(run: RunId): Promise<void>
  /** Hides a run: whoever names it is told that it was removed. */
  remove(run: RunId): Promise<void>
  /** Brings back a run that was removed and not yet purged. */
  restore(run: RunId): Promise<void>
  /** Forgets a removed run altogether. */
  purge(run: RunId): Promise<void>
  /** Forgets writers that were let in and never reported: while nobody is connected, nobody is waited for. */
  forgetStrangers(): Promise<void>
  /** Why nothing can be kept or answered any more (its files are gone); null where it can. */
  whyUnfit(): Promise<string | null>
  /** Reads everything and says what is not as it was written; with `repair`, makes again what follows from the rest. */
  check(options?: { readonly repair?: boolean }): Promise<CheckedStore>
  /** Copies the store as it is now into one new file, while it is used. */
  backup(file: string): Promise<void>
  /** Writes all that is stored of some runs into one file, as it is at one moment, whole or not at all. */
  archive(file: string, runs: readonly RunId[]): Promise<void>
  /**
   * Takes the runs of such a file, equal to the bit: all or none. One that is there and the same is left, one that is another refused; `as` is
   * another id for the only one.
   */
  takeArchive(file: string, as?: RunId): Promise<readonly TakenRun[]>
  /** When what was asked is answered. */
  close(): Promise<void>
}
