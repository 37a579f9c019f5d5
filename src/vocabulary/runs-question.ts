import type { RunId, RunStatus, RunSummary } from './run.ts'

/** What a list of runs may be sorted by: start, name, status, last step, last Report. */
export const RUN_ORDERS = ['started', 'name', 'status', 'step', 'last'] as const
export type RunOrder = (typeof RUN_ORDERS)[number]

/** Which runs, in which order, from which place on: what a list shows is asked for, since there may be very many. */
export interface RunsQuestion {
  /** Words that are each in the id, the name, the experiment, the host or a setting (`seed=1`), or are the status; whatever the case. */
  readonly text?: string
  /** How the id begins. */
  readonly prefix?: string
  readonly status?: readonly RunStatus[]
  readonly experiment?: string
  /** Only these. */
  readonly ids?: readonly RunId[]
  /** This run, what it branched off and whatever branched off those, as far as that goes. */
  readonly family?: RunId
  /** Only those that were removed and can still be restored; left out: only those that were not. */
  readonly removed?: boolean
  /** By start if left out. */
  readonly sort?: RunOrder
  /** The largest first; true if left out. */
  readonly descending?: boolean
  /** Places of the list to leave out, from its start. */
  readonly from?: number
  /** The most to give: 50 if left out. */
  readonly size?: number
}

/** The answer: one page, and how many runs there are on all of them. */
export interface RunsPage {
  readonly runs: readonly RunSummary[]
  readonly total: number
}

export const RUNS_A_PAGE = 50
