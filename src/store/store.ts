import type {
  Column,
  Envelope,
  Fact,
  Query,
  QueryResult,
  RunId,
  RunsPage,
  RunsQuestion,
  RunSummary,
  SeriesDeclaration,
  WriterId,
} from '#src/vocabulary/index.ts'

/** A series as declared, with what is stored of it. */
export interface StoredSeries extends SeriesDeclaration {
  readonly points: number
  readonly firstStep: number | null
  readonly lastStep: number | null
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
      /** What is new but the numbers, in order. */
      readonly facts: readonly Envelope<Fact>[]
    }
  | { readonly ok: false; readonly why: string }

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
  /** The sequence number wanted next of a writer; 0 for one never heard of. */
  next(run: RunId, writer?: WriterId): Promise<number>
  has(run: RunId): Promise<boolean>
  list(question: RunsQuestion): Promise<RunsPage>
  summary(run: RunId): Promise<RunSummary>
  /** Every Report of a run but its measurements, in order. */
  facts(run: RunId): Promise<Envelope<Fact>[]>
  series(run: RunId): Promise<StoredSeries[]>
  /** The answers to a viewer's queries, in their order, exact in every bucket. */
  slices(queries: readonly Query[]): Promise<QueryResult[]>
  /** Every stored point of a series in step order (of equal steps, in order of arrival): what an export writes. */
  columns(run: RunId, series: string): AsyncIterable<Column>
  /** The run's trainer is gone without a last word. A run that has ended stays as it ended. */
  markLost(run: RunId): Promise<void>
  /** Its trainer is back. */
  markFound(run: RunId): Promise<void>
  /** Forgets a run altogether. */
  remove(run: RunId): Promise<void>
  close(): Promise<void>
}
