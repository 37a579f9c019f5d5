import { troubleError, usageError, type Command, type Planned, type Report } from '#src/vocabulary/index.ts'
import type { KeptCheckpoints } from './checkpoints/read-checkpoints.ts'
import { marksIn } from './detect.ts'
import { experiments } from './experiments/index.ts'
import type { Probe } from '#probes/define.ts'
import { detectors } from '#probes/index.ts'
import { knownAt, ledgerOf, type Origin, type RunRecord } from './origin.ts'
import { unfulfilled } from './past/ledger.ts'
import type { Plan } from './plan.ts'

/** The plan that a kept run was carried out by. */
export function planOf({ run, facts }: Pick<RunRecord, 'run' | 'facts'>): Plan {
  const named = experiments.find(({ id }) => id === run.experiment)
  if (named === undefined)
    throw troubleError(`Run '${run.id}' is of experiment '${run.experiment}', which is unknown here`)
  const { with: other = null } = run
  const experiment = other === null ? named : { ...named, provides: [...named.provides, 'other' as const] }
  const { id, name, parameters, seed, steps, parent = null } = run
  const started = facts.map(({ report }) => report).find((report) => report.type === 'started')
  const breakpoints = started?.breakpoints ?? []
  return {
    id,
    name,
    experiment,
    parameters,
    seed,
    steps,
    probes: plannedFirst(facts),
    breakpoints,
    with: other,
    parent,
  }
}

/** The probes that a run had from its start. One that an older version made has them as they were attached. */
function plannedFirst(facts: RunRecord['facts']): readonly Planned[] {
  const reports = facts.map(({ report }) => report)
  const planned = reports.find((report) => report.type === 'started')?.planned
  if (planned !== undefined) return planned
  return reports.flatMap((report) => {
    if (report.type !== 'attached' || report.step > 0) return []
    const { probe, cadence, options } = report
    return [{ probe, cadence, options }]
  })
}

/**
 * What becomes of Commands for a run that has ended: it obeys them at its last step, trains no further, and ends again
 * as it had. A run whose trainer was killed has not ended, and goes on behind them.
 */
export function afterItsEnd(
  { facts }: Pick<RunRecord, 'facts'>,
  plan: Plan,
  commands: readonly Command[],
): { readonly plan: Plan; readonly commands: readonly Command[] } {
  const last = facts.findLast(({ report }) => report.type === 'ended' || report.type === 'resumed')?.report
  if (last?.type !== 'ended' || commands.length === 0) return { plan, commands }
  const isWhole = last.how === 'completed'
  return { plan: { ...plan, steps: last.step }, commands: isWhole ? commands : [...commands, { type: 'stop' }] }
}

/** How a run whose trainer was killed is taken up again, so that it ends as if nothing had been. */
export function resumption(
  record: RunRecord,
  checkpoints: KeptCheckpoints,
  probes: readonly Probe[],
  hasErrand = false,
): Origin {
  const { run, facts, lastStep, next } = record
  const plan = planOf(record)
  const ended = facts.findLast(({ report }) => report.type === 'ended')?.report
  const ledger = ledgerOf(facts, lastStep)
  if (ended?.type === 'ended' && ended.how === 'completed' && unfulfilled(ledger).length === 0 && !hasErrand)
    throw usageError(
      `Run '${run.id}' is complete; to train on from one of its steps: phasescope fork ${run.id} --at STEP`,
    )
  const { checkpoint } = checkpoints.newestWhole(lastStep)
  const ground = { experiment: plan.experiment, probes }
  const { histories, reported, ...known } = knownAt(record, checkpoint, lastStep, ground)
  const prelude: Report[] = [
    { type: 'resumed', step: Math.max(0, lastStep) },
    ...known.untold.reports(
      marksIn(detectors, reported)
        .filter(({ step }) => step === lastStep)
        .map((mark) => ({ type: 'marked', mark })),
    ),
  ]
  return { checkpoint, known, histories, reported, ledger: { ...ledger, hasEnded: false }, prelude, seq: next }
}
