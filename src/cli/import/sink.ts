import type { Run, RunId, RunStatus, Report } from '#src/vocabulary/index.ts'
import type { KnownSeries } from './gathered.ts'

/** Where imported runs are kept: a hub, or a data folder that none serves. */
export interface Sink {
  /** What is there of a run; null where it was never heard of. */
  stored(run: RunId): Promise<StoredRun | null>
  /** Reports about a run from where those end that are there. */
  writer(run: RunId): Promise<RunWriter>
  close(): Promise<void>
}

export interface StoredRun {
  readonly status: RunStatus
  /** As it stands there. */
  readonly run: Run
  readonly series: ReadonlyMap<string, KnownSeries>
}

export interface Dated {
  readonly report: Report
  /** Milliseconds since the epoch. */
  readonly at: number
}

export interface RunWriter {
  /** Comes back when there is room for more. */
  send(reports: readonly Dated[]): Promise<void>
  /** When all that was sent is durable. */
  flushed(): Promise<void>
  close(): void
}
