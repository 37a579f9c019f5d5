import type { Probe } from '#probes/define.ts'
import { withDetectors } from '#probes/index.ts'
import { stateFromFacts } from '#src/run-state/index.ts'
import { ownRun, usageError, type Command, type OwnOnly } from '#src/vocabulary/index.ts'
import type { KeptCheckpoints } from '#trainer/checkpoints/index.ts'
import { type Experiment, offerOf, reconstructed, withSecondNetwork } from '#trainer/experiments/index.ts'
import { checkpointFor, resumePointAt } from './observers-from-facts.ts'
import { coverageOf, type Origin, type RunRecord } from './origin.ts'
import { unfulfilled } from '#trainer/backfill/index.ts'
import { type Plan, planIn } from '#trainer/run/index.ts'

/**
 * The plan that a kept run was carried out by. `experiments`: those there are, if not the catalogue's; `wish`: what it is wanted for, which
 * a run that another framework trains is refused by.
 */
export function planOf(
  { run: kept, facts }: Pick<RunRecord, 'run' | 'facts'>,
  experiments?: readonly Experiment[],
  wish: OwnOnly = 'resume',
): Plan {
  const run = ownRun(kept, wish)
  const { experiment: named, parameters } = reconstructed(run, experiments)
  const { with: other = null } = run
  const experiment = other === null ? named : withSecondNetwork(named)
  const started = facts.map(({ report }) => report).find((report) => report.type === 'started')
  const { planned: attached, breakpoints = [] } =
    started?.planned === undefined ? planIn(facts) : { planned: started.planned, breakpoints: started.breakpoints }
  const { id, name, seed, steps, parent = null, group = null } = run
  return { id, name, experiment, parameters, seed, steps, probes: attached, breakpoints, with: other, parent, group }
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
  const { ended: end } = stateFromFacts(facts)
  if (end === null || commands.length === 0) return { plan, commands }
  const isWhole = end.how === 'completed'
  return { plan: { ...plan, steps: end.step }, commands: isWhole ? commands : [...commands, { type: 'stop' }] }
}

/** How a run whose trainer was killed is resumed, so that it ends as if nothing had been. */
export function resumption(
  record: RunRecord,
  checkpoints: KeptCheckpoints,
  probes: readonly Probe[],
  hasErrand = false,
  experiments?: readonly Experiment[],
): Origin {
  const { run, facts, lastStep, next } = record
  const plan = planOf(record, experiments)
  const { ended: end } = stateFromFacts(facts)
  const coverage = coverageOf(facts, lastStep)
  if (end?.how === 'completed' && unfulfilled(coverage).length === 0 && !hasErrand)
    throw usageError(
      `Run '${run.id}' is complete; to train a branch from one of its steps: phasescope fork ${run.id} --at STEP`,
    )
  const until = Math.max(0, lastStep)
  // A crash may have left the last step half reported: it is observed once more. The initial network needs no file.
  const checkpoint = checkpointFor(checkpoints, facts, end === null ? until - 1 : until)
  const from = checkpoint === null || checkpoint.state.step === 0 ? null : checkpoint
  return {
    checkpoint: from,
    ...resumePointAt(record, from, until, { experiment: offerOf(plan.experiment), probes: withDetectors(probes) }),
    coverage,
    prelude: [{ type: 'resumed', step: until }],
    seq: next,
  }
}
