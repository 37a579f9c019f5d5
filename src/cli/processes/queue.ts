import type { Observable } from 'rxjs'
import type { RunId } from '#src/vocabulary/index.ts'
import type { Order } from '#trainer/run/index.ts'

/** A run that is to be made, as plain data. */
export interface Job {
  /** Its id is given with it, and is what keeps it from being made twice: whoever has the job looks for a run of this id first. */
  readonly run: RunId
  readonly order: Order
}

/** What is heard of jobs. */
export type JobEvent =
  /** Trained from this step on: 0, or where a run that was cut off goes on. */
  | { readonly type: 'begun'; readonly run: RunId; readonly step: number }
  | { readonly type: 'at'; readonly run: RunId; readonly step: number }
  | Ended

/** How a job ended; without a step where nothing was trained. */
export interface Ended {
  readonly type: 'ended'
  readonly run: RunId
  readonly how: 'completed' | 'stopped' | 'failed'
  readonly step: number | null
  /** Hash of the final weights. */
  readonly weights: string | null
  readonly why: string | null
}

/**
 * What makes runs: here, processes of this machine (`process-queue.ts`). An engine that has more machines (Slurm, Kubernetes, Ray)
 * is another implementation: `enqueue` submits, for each job, `phasescope sweep --resume SWEEP --only RUN` over the same data folder,
 * which trains the run, resumes it or leaves it as it is and says these events with `--json`; `cancel` withdraws what has not begun
 * and sends the others SIGTERM, on which they end as stopped. An engine sees to it that one job is on one machine at a time: the
 * lock of a run (`run-lock.ts`) keeps out processes of the same machine only.
 */
export interface RunQueue {
  /** Has them made, begun in this order. Once. */
  enqueue(jobs: readonly Job[]): void
  /** What is heard of them; completes when none is going on or waits. */
  watch(): Observable<JobEvent>
  /** Those that wait never begin, and those that go on end as stopped. */
  cancel(): void
  /** Ends all of it at once, as a kill does. */
  kill(): void
}
