import { messageOf, usageError, type Command, type LoggedCommand, type Outcome } from '#src/vocabulary/index.ts'
import type { AddressedCommand } from './control.ts'
import type { Happening } from './happening.ts'
import type { Plan } from './plan.ts'
import { parametersAt, settableValue } from './settings.ts'
import type { Training } from './training.ts'

/** A Command that took effect, and who gave it if not a person. */
export type Applied = LoggedCommand & { readonly by?: string }

/** Starts a branch of its own, and says which run it is. */
export type Fork = (command: Extract<Command, { type: 'fork' }>, step: number) => Outcome

/** Obeys what concerns the training itself, and passes on what concerns its observers, who answer. */
export interface Helm {
  readonly isPaused: boolean
  /** Why the run is to stop; null while it is not. */
  readonly stopped: string | null
  /** The pause that somebody had ordered for this step, if any. */
  arrivalAt(step: number): AddressedCommand[]
  obey(addressed: AddressedCommand): Generator<Happening>
}

/** `before`: what had taken effect of an earlier trainer's Commands, in order. */
export function openHelm(plan: Plan, training: Training, before: readonly Applied[], fork: Fork): Helm {
  const log: LoggedCommand[] = [...before]
  let isPaused = false
  let stopped: string | null = null
  let pauseAt = pauseOrdered(before)

  function* obeyed(command: Command, addressed: AddressedCommand): Generator<Happening> {
    const { step, inputs } = training
    yield { type: 'asked', step, inputs, ...addressed, command }
    if (command.type === 'set') {
      log.push({ step, command })
      followSettings(training, plan, log)
    }
    if (command.type === 'checkpoint') yield { type: 'kept', state: training.state(), whole: true, pinned: true }
    if (command.type === 'stop') stopped = 'Asked to stop'
    if (command.type === 'pause') isPaused = true
    if (command.type === 'resume') isPaused = false
    if (command.type !== 'step' && command.type !== 'until') return
    isPaused = false
    pauseAt = orderedPause(command, step)
  }

  function* forked(
    command: Extract<Command, { type: 'fork' }>,
    answer: AddressedCommand['answer'],
  ): Generator<Happening> {
    const { step } = training
    const { at = step, set = {} } = command
    if (at === step) yield { type: 'kept', state: training.state(), whole: true, pinned: true }
    const outcome = fork(command, at)
    answer(outcome)
    if (outcome.ok && outcome.run !== undefined)
      yield { type: 'told', report: { type: 'forked', run: outcome.run, step: at, set } }
  }

  return {
    get isPaused() {
      return isPaused
    },
    get stopped() {
      return stopped
    },
    arrivalAt(step) {
      if (pauseAt === null || step < pauseAt.step) return []
      const { by } = pauseAt
      pauseAt = null
      return [{ command: { type: 'pause' }, answer: () => {}, by }]
    },
    *obey(addressed) {
      try {
        const command = checkedCommand(addressed.command, training.step, plan, isPaused)
        yield* command.type === 'fork' ? forked(command, addressed.answer) : obeyed(command, addressed)
      } catch (error) {
        addressed.answer({ ok: false, why: messageOf(error) })
      }
    },
  }
}

/** A pause at a step to come, and by whom. */
interface Pause {
  readonly step: number
  readonly by: string
}

function orderedPause(command: Extract<Command, { type: 'step' | 'until' }>, step: number): Pause {
  return command.type === 'until'
    ? { step: command.step, by: `until ${command.step}` }
    : { step: step + command.steps, by: `step ${command.steps}` }
}

/** The pause that had been ordered and has not come about. */
function pauseOrdered(log: readonly Applied[]): Pause | null {
  return log.reduce<Pause | null>((pause, { command, step, by }) => {
    if (command.type === 'step' || command.type === 'until') return orderedPause(command, step)
    return command.type === 'pause' && pause?.by === by && pause?.step === step ? null : pause
  }, null)
}

/** The optimiser that the settings in force at this step make. */
export function followSettings(training: Training, plan: Plan, log: readonly LoggedCommand[]): void {
  const parameters = parametersAt(plan.parameters, log, training.step)
  training.follow(plan.experiment.recipe(parameters, plan.seed).optimiser)
}

/** The Command with its values checked; a usage error where it cannot be obeyed here and now. */
function checkedCommand(command: Command, step: number, { steps, experiment }: Plan, isPaused: boolean): Command {
  switch (command.type) {
    case 'pause':
      if (isPaused) throw usageError('The run is paused already')
      return command
    case 'resume':
      if (!isPaused) throw usageError('The run is not paused')
      return command
    case 'step':
      if (step >= steps) throw usageError(`The run is at its last step, ${step}`)
      return command
    case 'until':
      if (command.step <= step) throw usageError(`The run is at step ${step} already; name a later one`)
      if (command.step > steps) throw usageError(`The run has ${steps} steps; name one of them, got ${command.step}`)
      return command
    case 'fork': {
      const { at = step, set = {} } = command
      if (at > step) throw usageError(`Cannot fork at step ${at}: the run is at step ${step}`)
      const checked = Object.entries(set).map(([key, value]) => [key, settableValue(experiment.parameters, key, value)])
      return { ...command, set: Object.fromEntries(checked) }
    }
    case 'set':
      return { ...command, value: settableValue(experiment.parameters, command.key, command.value) }
    default:
      return command
  }
}
