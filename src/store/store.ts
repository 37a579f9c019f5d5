import type {
  Column,
  Envelope,
  Fact,
  Query,
  RunId,
  RunSummary,
  SeriesDeclaration,
  QueryResult,
} from '#src/vocabulary/index.ts'

/** A series as declared, with what is stored of it. */
export interface StoredSeries extends SeriesDeclaration {
  readonly points: number
  readonly firstStep: number | null
  readonly lastStep: number | null
}

/**
 * Where Reports rest, and queries about them are answered. Everything is synchronous and plain data: a caller that
 * has come back from `ingest` knows that its Reports survive a crash.
 */
export interface Store {
  /**
   * Keeps Reports, all or none of them; durable on return. Of each run, what was seen before is dropped in silence
   * (a trainer sends again what it is not sure of), and a gap is refused.
   */
  ingest(envelopes: readonly Envelope[]): void
  /** The sequence number wanted next of a run; 0 for a run never heard of. */
  next(run: RunId): number
  has(run: RunId): boolean
  /** Every run, the newest first. */
  runs(): RunSummary[]
  summary(run: RunId): RunSummary
  /** Every Report of a run but its measurements, in order. */
  facts(run: RunId): Envelope<Fact>[]
  series(run: RunId): StoredSeries[]
  /** The answer to a viewer's query, exact in every bucket. */
  slice(query: Query): QueryResult
  /** Every stored point of a series in step order (of equal steps, in order of arrival): what an export writes. */
  columns(run: RunId, series: string): Iterable<Column>
  /** The run's trainer is gone without a last word. A run that has ended stays as it ended. */
  markLost(run: RunId): void
  /** Its trainer is back. */
  markFound(run: RunId): void
  /** Forgets a run altogether. */
  remove(run: RunId): void
  close(): void
}
