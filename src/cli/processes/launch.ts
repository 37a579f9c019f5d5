import type { ChildProcess } from 'node:child_process'
import { probes, withDetectors } from '#probes/index.ts'
import type { Launch } from '#src/hub/index.ts'
import { factsWithCards, type Store } from '#src/store/index.ts'
import { ownRun, usageError, type Command, type Outcome, type RunId } from '#src/vocabulary/index.ts'
import { offerOf } from '#trainer/experiments/index.ts'
import { attachmentOf } from '#trainer/observing/index.ts'
import { planOf } from '#trainer/resuming/index.ts'
import { settableValue } from '#trainer/run/index.ts'
import { experimentsOf } from '#src/cli/own-experiments.ts'
import { trainerGone } from './run-lock.ts'
import { assertOfThisFolder } from './of-this-folder.ts'
import { startBranch, startTrainer, trainerLog } from './branch.ts'
import { answerOf } from './starter.ts'

/**
 * Gives a run without a trainer one, for the Commands that make sense then: to go on after a crash, to branch off, to
 * measure its past. Whether the Command can be obeyed is checked before a process is started for it, and it is answered when
 * that process has obeyed or refused, in its words.
 */
export function launcher(store: Store, data: string, hubUrl: () => string): Launch {
  /** Trainers that are coming or going: until when the last of each run has ended. */
  const turns = new Map<RunId, Promise<void>>()

  /** Starts a trainer, once the one before it has ended, whoever started that: two of one run keep each other out. */
  function inTurn(run: RunId, start: () => ChildProcess): Promise<Outcome> {
    const before = turns.get(run) ?? Promise.resolve()
    const started = before.then(async () => {
      await trainerGone(data, run)
      const child = start()
      return { over: ended(child), answer: answerOf(child, run, trainerLog(data, run)) }
    })
    const turn = started.then(({ over }) => over).catch(() => {}) // who asked is told what it was
    turns.set(run, turn)
    void turn.then(() => turns.get(run) === turn && turns.delete(run))
    return started.then(({ answer }) => answer)
  }

  return async (run, command, hasEnded = false): Promise<Outcome | null> => {
    if (command.type !== 'fork' && command.type !== 'resume' && command.type !== 'attach') return null
    const { step, status, run: declared } = await store.summary(run)
    ownRun(declared, command.type === 'fork' ? 'fork' : command.type === 'resume' ? 'resume' : 'replay')
    const facts = await factsWithCards(store, run)
    await assertOfThisFolder(data, run, store)
    const { experiment } = planOf({ run: declared, facts }, experimentsOf(data, declared))
    const where = { data, hub: hubUrl() }
    if (command.type === 'fork') {
      const { at = step, set = {} } = command
      if (at > step) throw usageError(`Cannot fork at step ${at}: the run's last step is ${step}`)
      for (const [key, value] of Object.entries(set)) settableValue(experiment.parameters, key, value)
      const { id, child } = startBranch(run, { ...command, at }, where)
      const answer = await answerOf(child, id, trainerLog(data, id))
      return answer.ok ? { ok: true, step: at, run: id } : answer
    }
    const isOver = hasEnded || status === 'completed' || status === 'stopped' || status === 'failed'
    // A run that has ended is trained by nobody: who measures its past soon ends, and the next one waits for that.
    if (turns.has(run) && !(isOver && command.type === 'attach'))
      throw usageError(`A trainer of run '${run}' is starting; try again in a moment`)
    if (command.type === 'attach') attachmentOf(offerOf(experiment), withDetectors(probes), command)
    if (command.type === 'resume' && isOver)
      throw usageError(`Run '${run}' ${hasEnded ? 'is over' : status} at step ${step}; fork it to train on`)
    const errand: Command[] = command.type === 'attach' ? [command] : []
    const args = ['resume', run, ...errand.flatMap((one) => ['--obey', JSON.stringify(one)])]
    const answer = await inTurn(run, () => startTrainer(run, args, where))
    if (!answer.ok) return answer
    const note = `A trainer was started for it; its output is in ${trainerLog(data, run)}`
    return { ...answer, note: answer.note === undefined ? note : `${answer.note}. ${note}` }
  }
}

function ended(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    child.once('exit', () => resolve())
    child.once('error', () => resolve()) // it was never there
  })
}
