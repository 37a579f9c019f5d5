import type { OutputKind } from './series.ts'
import type { RunId, RunStatus, RunSummary } from './run.ts'
import type { RunValue } from './run-expression/run-expression.ts'

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
  /** Members of this sweep or study. */
  readonly group?: string
  /** Runs that have this tag. */
  readonly tag?: string
  /** A condition of runs in the language of `run-expression/README.md`: `weightDecay > 0.1 and last("test-accuracy") > 0.9`. */
  readonly where?: string
  /** A regular expression, matched in linear time, that the name or the id contains a match of. */
  readonly regex?: string
  /**
   * Only those that are archived, only those that are not, or both. Left out: those that are not, but where runs are named
   * (`ids`, `prefix`, `family`) or were removed both.
   */
  readonly archived?: boolean | 'also'
  /** Only these. */
  readonly ids?: readonly RunId[]
  /** This run, what it branched off and whatever branched off those, as far as that goes. */
  readonly family?: RunId
  /** Only those that were removed and can still be restored; left out: only those that were not. */
  readonly removed?: boolean
  /** By start if left out. */
  readonly sort?: RunOrder
  /** An expression to sort by, in place of `sort`; runs without its value come last. */
  readonly by?: string
  /** Expressions whose values are wanted of each run: `RunsPage.values`. */
  readonly values?: readonly string[]
  /** Ids in place of lines, up to 10,000 at once: what "all of them" comes to. */
  readonly only?: 'ids'
  /** The largest first; true if left out. */
  readonly descending?: boolean
  /** Places of the list to leave out, from its start. */
  readonly from?: number
  /** The most to give: 50 if left out. */
  readonly size?: number
}

/** The answer: one page, and how many runs there are on all of them. */
export interface RunsPage {
  /** None where only ids were asked for. */
  readonly runs: readonly RunSummary[]
  readonly total: number
  /** Of each run of the page, in its order, the values that were asked for, in theirs. In JSON as `jsonFromRunValue` has them. */
  readonly values?: readonly (readonly RunValue[])[]
  readonly ids?: readonly RunId[]
  /** Runs, of all that the question looked at, of which something that it reads is damaged in the store: it counts as absent. */
  readonly damaged?: readonly RunId[]
  /** What of the question no run has, such as a setting that is spelled otherwise: a sentence each. */
  readonly hints?: readonly string[]
}

/** What occurs among the runs of a question, the most frequent first: what columns there can be. */
export interface RunsColumns {
  /** Runs that the question is about. */
  readonly total: number
  readonly parameters: readonly Occurrence[]
  /** What runs say that they came to, by name. */
  readonly summaries: readonly Occurrence[]
  readonly series: readonly (Occurrence & { readonly kind: OutputKind })[]
  /** Marks by their label, with who sets them, and whether they are transitions: of these more is known than the step. */
  readonly marks: readonly (Occurrence & { readonly by: string; readonly isTransition?: true })[]
  readonly tags: readonly Occurrence[]
  readonly groups: readonly Occurrence[]
}

export interface Occurrence {
  readonly name: string
  /** In how many of the runs. */
  readonly runs: number
}

/** Runs of a question that have one value in common: null for those that have none, NaN for those whose value is no finite number. */
export interface RunsGroup {
  readonly value: RunValue
  readonly runs: number
}

export const RUNS_A_PAGE = 50
