import type { ChildProcess } from 'node:child_process'
import { probes } from '#probes/index.ts'
import type { Launch } from '#src/hub/index.ts'
import { stateFromFacts } from '#src/run-state/index.ts'
import type { Store } from '#src/store/index.ts'
import { usageError, type Command, type Outcome, type RunId } from '#src/vocabulary/index.ts'
import { offerOf } from '#trainer/experiments/index.ts'
import { assertNotAttached, attachmentOf } from '#trainer/observing/index.ts'
import { planOf } from '#trainer/resuming/index.ts'
import { settableValue } from '#trainer/run/index.ts'
import { startBranch, startTrainer, trainerLog } from './branch.ts'

/**
 * Gives a run without a trainer one, for the Commands that make sense then: to go on after a crash, to branch off, to
 * measure its past. Whether the Command can be obeyed is checked before a process is started for it.
 */
export function launcher(store: Store, data: string, hubUrl: () => string): Launch {
  const starting = new Map<RunId, ChildProcess>()

  function started(run: RunId, child: ChildProcess): void {
    starting.set(run, child)
    child.once('exit', () => starting.delete(run))
  }

  return (run, command): Outcome | null => {
    if (command.type !== 'fork' && command.type !== 'resume' && command.type !== 'attach') return null
    const { step, status, run: declared } = store.summary(run)
    const facts = store.facts(run)
    const { experiment } = planOf({ run: declared, facts })
    const where = { data, hub: hubUrl() }
    if (command.type === 'fork') {
      const { at = step, set = {} } = command
      if (at > step) throw usageError(`Cannot fork at step ${at}: the run's last step is ${step}`)
      for (const [key, value] of Object.entries(set)) settableValue(experiment.parameters, key, value)
      return { ok: true, step: at, run: startBranch(run, { ...command, at }, where).id }
    }
    if (starting.has(run)) throw usageError(`A trainer of run '${run}' is starting; try again in a moment`)
    if (command.type === 'attach') {
      const { probe } = attachmentOf(offerOf(experiment), probes, command)
      assertNotAttached(probe, stateFromFacts(facts).attached.keys(), probes)
    }
    const isOver = status === 'completed' || status === 'stopped' || status === 'failed'
    if (command.type === 'resume' && isOver)
      throw usageError(`Run '${run}' ${status} at step ${step}; fork it to train on`)
    const errand: Command[] = command.type === 'attach' ? [command] : []
    const args = ['resume', run, ...errand.flatMap((one) => ['--obey', JSON.stringify(one)])]
    started(run, startTrainer(run, args, where))
    return { ok: true, step, note: `A trainer was started for it; its output is in ${trainerLog(data, run)}` }
  }
}
