import {
  messageOf,
  usageError,
  type AddressedCommand,
  type Command,
  type LoggedCommand,
  type Outcome,
} from '#src/vocabulary/index.ts'
import type { LoopEvent } from '#trainer/observing/index.ts'
import type { System } from '#trainer/systems/index.ts'
import type { Plan } from './plan.ts'
import { settableValue } from './settings.ts'

/** Starts a branch of its own, and says which run it is. */
export type Fork = (command: Extract<Command, { type: 'fork' }>, step: number) => Outcome

/** Obeys what concerns the system itself, and passes on what concerns its observers, who answer. */
export interface Controls {
  readonly isPaused: boolean
  /** Why the run is to stop; null while it is not. */
  readonly stopped: string | null
  /** The pause that somebody had ordered for this step, if any. */
  arrivalAt(step: number): AddressedCommand[]
  obey(addressed: AddressedCommand): Generator<LoopEvent>
}

/** `before`: what had been obeyed when the run was resumed; a step that it was to run until still counts. */
export function openControls(plan: Plan, system: System, before: readonly LoggedCommand[], fork: Fork): Controls {
  let isPaused = false
  let stopped: string | null = null
  let arrival = pendingArrival(before, system.step)

  function* obeyed(command: Command, addressed: AddressedCommand): Generator<LoopEvent> {
    const { step, inputs } = system
    yield { type: 'asked', step, inputs, ...addressed, command }
    if (command.type === 'set') system.set(command.key, command.value)
    if (command.type === 'checkpoint') yield { type: 'kept', state: system.state(), whole: true, pinned: true }
    if (command.type === 'stop') stopped = 'Asked to stop'
    if (command.type === 'pause') isPaused = true
    if (command.type === 'resume') isPaused = false
    const ordered = arrivalOf({ step, command })
    if (ordered === null) return
    isPaused = false
    arrival = ordered
  }

  function* forked(
    command: Extract<Command, { type: 'fork' }>,
    answer: AddressedCommand['answer'],
  ): Generator<LoopEvent> {
    const { step } = system
    const { at = step, set = {} } = command
    if (at === step) yield { type: 'kept', state: system.state(), whole: true, pinned: true }
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
      if (arrival === null || step < arrival.step) return []
      const { by } = arrival
      arrival = null
      return [{ command: { type: 'pause' }, answer: () => {}, by }]
    },
    *obey(addressed) {
      try {
        const command = checkedCommand(addressed.command, system.step, plan, isPaused)
        yield* command.type === 'fork' ? forked(command, addressed.answer) : obeyed(command, addressed)
      } catch (error) {
        addressed.answer({ ok: false, why: messageOf(error) })
      }
    },
  }
}

/** Where a run is to pause by itself, and whose request that is. */
interface Arrival {
  readonly step: number
  readonly by: string
}

function arrivalOf({ step, command }: LoggedCommand): Arrival | null {
  if (command.type === 'until') return { step: command.step, by: `until ${command.step}` }
  if (command.type === 'step') return { step: step + command.steps, by: `step ${command.steps}` }
  return null
}

/** The last one that was ordered, if the run had not got there. */
function pendingArrival(log: readonly LoggedCommand[], step: number): Arrival | null {
  const ordered = log.map(arrivalOf).findLast((arrival) => arrival !== null) ?? null
  const isPast = ordered === null || ordered.step < step
  const hasPaused = log.some((logged) => logged.step === ordered?.step && logged.command.type === 'pause')
  return isPast || hasPaused ? null : ordered
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
      if (step + command.steps > steps)
        throw usageError(`The run ends in ${steps - step} steps: expected at most that many, got ${command.steps}`)
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
