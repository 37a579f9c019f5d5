import type { ChildProcess } from 'node:child_process'
import { probes } from '#probes/index.ts'
import type { Launch } from '#src/hub/index.ts'
import { stateFromFacts } from '#src/run-state/index.ts'
import { factsWithCards, type Store } from '#src/store/index.ts'
import { messageOf, usageError, type Command, type Outcome, type RunId } from '#src/vocabulary/index.ts'
import { offerOf } from '#trainer/experiments/index.ts'
import { assertNotAttached, attachmentOf } from '#trainer/observing/index.ts'
import { planOf } from '#trainer/resuming/index.ts'
import { settableValue } from '#trainer/run/index.ts'
import { assertOfThisFolder } from './of-this-folder.ts'
import { startBranch, startTrainer, trainerLog } from './branch.ts'

/**
 * Gives a run without a trainer one, for the Commands that make sense then: to go on after a crash, to branch off, to
 * measure its past. Whether the Command can be obeyed is checked before a process is started for it.
 */
export function launcher(store: Store, data: string, hubUrl: () => string): Launch {
  /** Trainers that are coming or going: until when the last of each run has ended. */
  const turns = new Map<RunId, Promise<void>>()

  /** Starts a trainer, once the one before it has ended: two of one run keep each other out. */
  function inTurn(run: RunId, start: () => ChildProcess): void {
    const before = turns.get(run)
    const turn = before === undefined ? ended(start()) : before.then(() => ended(start())).catch(told(run))
    turns.set(run, turn)
    void turn.then(() => turns.get(run) === turn && turns.delete(run))
  }

  return async (run, command): Promise<Outcome | null> => {
    if (command.type !== 'fork' && command.type !== 'resume' && command.type !== 'attach') return null
    const { step, status, run: declared } = await store.summary(run)
    const facts = await factsWithCards(store, run)
    assertOfThisFolder(data, run)
    const { experiment } = planOf({ run: declared, facts })
    const where = { data, hub: hubUrl() }
    if (command.type === 'fork') {
      const { at = step, set = {} } = command
      if (at > step) throw usageError(`Cannot fork at step ${at}: the run's last step is ${step}`)
      for (const [key, value] of Object.entries(set)) settableValue(experiment.parameters, key, value)
      return { ok: true, step: at, run: startBranch(run, { ...command, at }, where).id }
    }
    const isOver = status === 'completed' || status === 'stopped' || status === 'failed'
    // A run that has ended is trained by nobody: who measures its past soon ends, and the next one waits for that.
    if (turns.has(run) && !(isOver && command.type === 'attach'))
      throw usageError(`A trainer of run '${run}' is starting; try again in a moment`)
    if (command.type === 'attach') {
      const { probe } = attachmentOf(offerOf(experiment), probes, command)
      assertNotAttached(probe, stateFromFacts(facts).attached.keys(), probes)
    }
    if (command.type === 'resume' && isOver)
      throw usageError(`Run '${run}' ${status} at step ${step}; fork it to train on`)
    const errand: Command[] = command.type === 'attach' ? [command] : []
    const args = ['resume', run, ...errand.flatMap((one) => ['--obey', JSON.stringify(one)])]
    inTurn(run, () => startTrainer(run, args, where))
    return { ok: true, step, note: `A trainer was started for it; its output is in ${trainerLog(data, run)}` }
  }
}

/** Who asked was answered when its turn came to be; what fails then is said where the hub says what it does. */
function told(run: RunId) {
  return (error: unknown) =>
    void process.stderr.write(`A trainer of run '${run}' could not be started: ${messageOf(error)}\n`)
}

function ended(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    child.once('exit', () => resolve())
    child.once('error', () => resolve()) // it was never there; its log says why
  })
}
