import { troubleError, type Column, type Envelope, type Fact, type Report, type Run } from '#src/vocabulary/index.ts'
import { attached, detached, failed, retuned, type Ground } from './attaching.ts'
import type { Checkpoint } from './checkpoints/checkpoint.ts'
import type { Known } from './loop.ts'
import { NO_OBSERVERS, type Observers } from './observers.ts'
import { EMPTY_LEDGER, noted, type Ledger } from './past/ledger.ts'
import { untoldOf } from './untold.ts'
import { unwatching, watching } from './watching.ts'

/** What is kept of a run, as the store has it. */
export interface RunRecord {
  readonly run: Run
  /** Every Report but the measurements, in order. */
  readonly facts: readonly Envelope<Fact>[]
  /** Every stored number, series by series. */
  readonly columns: readonly Column[]
  /** The sequence number of the next Report. */
  readonly next: number
  /** The last step of which something is kept; −1 where nothing is. */
  readonly lastStep: number
}

/** How a run begins in the middle: where its training stands, and what was reported before. */
export interface Origin {
  /** Where training goes on from; null for the initial network. */
  readonly checkpoint: Checkpoint | null
  /** Null where nothing of it was kept: it begins after all. */
  readonly known: Known | null
  /** Scalars that were measured before the training's first step, for whoever reads the past. */
  readonly histories: readonly Column[]
  /** All scalars that were reported, for whoever watches what is. */
  readonly reported: readonly Column[]
  readonly ledger: Ledger
  /** What is reported first. */
  readonly prelude: readonly Report[]
  /** The sequence number of the first Report. */
  readonly seq: number
}

/** The observers at a step, and the log, as the facts of a run tell of them. */
export function knownAt(
  { facts, columns }: Pick<RunRecord, 'facts' | 'columns'>,
  checkpoint: Checkpoint | null,
  until: number,
  ground: Ground,
): Known & Pick<Origin, 'histories' | 'reported'> {
  const step = checkpoint?.state.step ?? 0
  const log = facts.flatMap(({ report }) => (report.type === 'applied' ? [report] : []))
  const scalars = columns.filter(({ lengths }) => lengths === null)
  const histories = scalars.map((column) => before(column, step))
  const observers = checkpoint === null || step === 0 ? null : observersAt(facts, log, histories, checkpoint, ground)
  const reported = scalars.map((column) => before(column, until + 1))
  return { observers, log, until, untold: untoldOf(facts, columns, until), histories, reported }
}

/** The observers as a checkpoint's step was reached: what was commanded there is obeyed again. */
function observersAt(
  facts: readonly Envelope<Fact>[],
  log: Known['log'],
  histories: readonly Column[],
  { state: { step }, memories }: Checkpoint,
  ground: Ground,
): Observers {
  const then = facts.reduce((observers, { report }) => rebuilt(observers, report, step - 1, ground), NO_OBSERVERS)
  const remembered = Object.entries(memories).filter(([probe]) => then.attached.has(probe))
  return {
    ...then,
    memories: new Map([...then.memories, ...remembered]),
    absences: new Map([...then.absences].filter(([series]) => isStillAbsent(series, facts, histories, step - 1))),
    log: log.filter((logged) => logged.step < step).map(({ step: at, command }) => ({ step: at, command })),
    reports: [],
  }
}

/** The ledger of a run's past from all that was reported. */
export function ledgerOf(facts: readonly Envelope<Fact>[], lastStep: number): Ledger {
  const ledger = facts.reduce((known, { report }) => noted(known, report), EMPTY_LEDGER)
  return { ...ledger, step: Math.max(ledger.step, lastStep) }
}

function rebuilt(observers: Observers, report: Fact, until: number, ground: Ground): Observers {
  if (report.type === 'declared')
    return { ...observers, declared: new Set([...observers.declared, report.series.name]) }
  if (!('step' in report) || report.step > until) return observers
  switch (report.type) {
    case 'attached': {
      const { probe, cadence, options, from, past, step } = report
      const since = from ?? 'now'
      return attached(observers, { probe, cadence, options, from: since, ...(past && { past }) }, step, ground)
        .observers
    }
    case 'detached':
      return detached(observers, report.probe, report.step).observers
    case 'failed':
      return failed(observers, report.probe, report.step, report.why)
    case 'retuned': {
      const { probe, cadence, options, until: end, step, why } = report
      const change = end === null ? { probe, cadence, options } : { probe, cadence, steps: end - step }
      return retuned(observers, change, step, why).observers
    }
    case 'absent':
      return { ...observers, absences: new Map(observers.absences).set(report.series, report.why) }
    case 'applied':
      return watched(observers, report)
    default:
      return observers
  }
}

function watched(observers: Observers, { command }: Extract<Fact, { type: 'applied' }>): Observers {
  if (command.type !== 'break' && command.type !== 'unbreak') return observers
  return command.type === 'break' ? watching(observers, command.breakpoint) : unwatching(observers, command.id)
}

function isStillAbsent(
  series: string,
  facts: readonly Envelope<Fact>[],
  histories: readonly Column[],
  until: number,
): boolean {
  const said = facts.findLast(({ report: { type, ...report } }) => {
    return (
      type === 'absent' && 'series' in report && report.series === series && 'step' in report && report.step <= until
    )
  })?.report
  const measured = histories.find((column) => column.series === series)?.steps.at(-1) ?? -1
  return said !== undefined && 'step' in said && said.step > measured
}

/** The part of a scalar column before a step. */
function before(column: Column, step: number): Column {
  const end = column.steps.findIndex((at) => at >= step)
  if (end < 0) return column
  return { ...column, steps: column.steps.subarray(0, end), values: column.values.subarray(0, end) }
}

/** Refuses to go on with other arithmetic: the numbers would not be the run's own. */
export function assertSameArithmetic({ id, backend: made }: Run, here: Run['backend']): void {
  const said = ({ name, version, threads }: Run['backend']) => `${name} ${version}, ${threads} threads`
  if (said(made) === said(here)) return
  throw troubleError(`Run '${id}' was made with ${said(made)}; here is ${said(here)}, which would not give its numbers`)
}
