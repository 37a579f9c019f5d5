import { runtimeError, type Column, type Envelope, type Fact, type Report, type Run } from '#src/vocabulary/index.ts'
import type { Checkpoint } from '#trainer/checkpoints/index.ts'
import type { Histories } from '#trainer/observing/index.ts'
import type { ResumePoint } from '#trainer/run/index.ts'
import { type Coverage, coverageAfter, NO_COVERAGE } from '#trainer/backfill/index.ts'

/** What is kept of a run, as the store has it. */
export interface RunRecord {
  readonly run: Run
  /** Every Report but the measurements, in order. */
  readonly facts: readonly Envelope<Fact>[]
  /** Every stored number, series by series. */
  readonly columns: readonly Column[]
  /** The sequence number of the next Report. */
  readonly next: number
  /** The last step that was observed, as far as is kept; −1 where nothing is. */
  readonly lastStep: number
}

/** How a run begins in the middle: where its training stands, and what was reported before. */
export interface Origin {
  /** Where training goes on from; null for the initial network. */
  readonly checkpoint: Checkpoint | null
  readonly known: ResumePoint
  /** The ids of the probes of the catalogue with which the run began, and of those that were attached in it or in its parent. */
  readonly idsInUse: ReadonlySet<string>
  /** What had been measured when the training stood there, for whoever reads the past. */
  readonly histories: Histories
  /** All scalars that the run itself reported. */
  readonly reported: readonly Column[]
  readonly coverage: Coverage
  /** What is reported first. */
  readonly prelude: readonly Report[]
  /** The sequence number of the first Report. */
  readonly seq: number
}

/** The coverage of a run's past from all that was reported. */
export function coverageOf(facts: readonly Envelope<Fact>[], lastStep: number): Coverage {
  const coverage = facts.reduce((known, { report }) => coverageAfter(known, report), NO_COVERAGE)
  return { ...coverage, step: Math.max(coverage.step, lastStep) }
}

/** How far a run had come by what is kept of it: numbers, or a fact of a later step at which nothing was due. */
export function lastStepOf({ facts, columns }: Pick<RunRecord, 'facts' | 'columns'>): number {
  const measured = columns.reduce((last, { steps }) => Math.max(last, steps.at(-1) ?? -1), -1)
  return coverageOf(facts, measured).step
}

/** Refuses to go on with other arithmetic: the numbers would not be the run's own. */
export function assertSameArithmetic({ id, host, experiment, backend: made }: Run, here: Run['backend']): void {
  const said = ({ name, version, threads }: Run['backend']) => `${name} ${version}, ${threads} threads`
  if (said(made) === said(here)) return
  const other = made.name === here.name ? '' : `, or with PHASESCOPE_BACKEND=${made.name} if this machine has it`
  throw runtimeError(
    `Run '${id}' was made with ${said(made)}; here there is ${said(here)}, which would not give the same numbers: go on with it where that is (it was trained on ${host})${other}, or train '${experiment}' anew here`,
  )
}
