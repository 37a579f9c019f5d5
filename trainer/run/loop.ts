import { setImmediate } from 'node:timers/promises'
import { messageOf, type LoggedCommand, type Report } from '#src/vocabulary/index.ts'
import { checkpointDue, type CheckpointSchedule } from '#trainer/checkpoints/schedule.ts'
import type { Mailbox } from './mailbox.ts'
import { fingerprint } from './fingerprint.ts'
import type { LoopEvent, Unreported } from './loop-event.ts'
import { openControls, type Fork } from './controls.ts'
import { NOTHING } from '#trainer/resuming/unreported.ts'
import type { Observers } from '#trainer/observing/observers.ts'
import { followSettings } from './settings-in-force.ts'
import type { Plan } from './plan.ts'
import type { Training } from '#trainer/systems/gradient-descent/training.ts'

/** What is known of a run when training takes it up in the middle, after a crash or as a branch. */
export interface ResumePoint {
  /** Who observes when the training goes on. */
  readonly observers: Observers
  /** Whether they have observed the step where the training stands, and all that was commanded there was obeyed. */
  readonly isObserved: boolean
  /** Commands that took effect, and are obeyed again at their steps. */
  readonly log: readonly LoggedCommand[]
  /** Steps up to this one were reported before: they are trained through in silence. */
  readonly until: number
  /** What of the last of them was not reported. */
  readonly unreported: Unreported
}

/** What the loop works with. */
export interface Course {
  readonly plan: Plan
  readonly open: () => Training
  readonly mailbox: Mailbox
  readonly known: ResumePoint | null
  /** When a moment is kept; null for never. */
  readonly schedule: CheckpointSchedule | null
  readonly fork: Fork
}

/** Sockets, timers and signals are served at least this often. */
const BREATH_MS = 10

/**
 * The loop: each step is observed, then what has been commanded is obeyed, then comes the update. `steps` updates lie
 * between the first observation, of the initial network, and the last. It waits for nobody but a paused user.
 */
export async function* loopEvents({ plan, open, mailbox, known, schedule, fork }: Course): AsyncGenerator<LoopEvent> {
  let training: Training | null = null
  try {
    training = open()
    const breathe = breather()
    yield* known === null ? planned(plan) : retraced(training, plan, known, breathe)
    const controls = openControls(plan, training, known?.log ?? [], fork)
    let isObserved = known !== null
    for (;;) {
      const { step } = training
      if (step < plan.steps) training.prepare()
      const { inputs, trainingMs: ms, updates } = training
      if (!isObserved) yield { type: 'reached', step, inputs, trained: { ms, updates } }
      for (const arrival of controls.arrivalAt(step)) yield* controls.obey(arrival)
      for (;;) {
        for (const addressed of mailbox.take()) yield* controls.obey(addressed)
        if (!controls.isPaused || controls.stopped !== null || mailbox.closed) break
        await mailbox.arrival()
      }
      const stopped = controls.stopped ?? (controls.isPaused ? 'Paused, and nobody is left who could resume' : null)
      const isLast = stopped !== null || step >= plan.steps
      const due = isLast ? 'whole' : schedule === null || isObserved ? null : checkpointDue(schedule, step)
      if (due !== null) yield { type: 'kept', state: training.state(), whole: due === 'whole', pinned: false }
      if (isLast) return yield ended(stopped === null ? 'completed' : 'stopped', training, stopped)
      isObserved = false
      training.advance()
      await breathe()
    }
  } catch (error) {
    yield ended('failed', training, messageOf(error))
  } finally {
    training?.close()
    mailbox.end()
  }
}

function* planned({ probes, breakpoints }: Plan, unreported?: Unreported): Generator<LoopEvent> {
  for (const attach of probes) yield { type: 'planned', attach, ...(unreported && { unreported }) }
  for (const breakpoint of breakpoints) yield { type: 'foreseen', breakpoint, ...(unreported && { unreported }) }
}

/** Trains up to the last step that was reported, and obeys again what was commanded on the way. */
async function* retraced(
  training: Training,
  plan: Plan,
  { observers, isObserved, log, until, unreported: missing }: ResumePoint,
  breathe: () => Promise<void>,
): AsyncGenerator<LoopEvent> {
  yield { type: 'restored', observers }
  let isKnown = isObserved
  if (!isKnown) yield* planned(plan, until > 0 ? NOTHING : missing)
  for (;;) {
    const { step, inputs } = training
    const unreported = step < until ? NOTHING : missing
    if (!isKnown) {
      yield { type: 'reached', step, inputs, unreported }
      for (const { command, by } of log.filter((logged) => logged.step === step))
        yield { type: 'asked', step, inputs, command, answer: () => {}, ...(by !== undefined && { by }), unreported }
    }
    isKnown = false
    followSettings(training, plan, log)
    if (step >= until) return
    training.advance()
    await breathe()
  }
}

/** Lets sockets, timers and signals be served, if they have waited for long. */
export function breather(): () => Promise<void> {
  let breathedAt = performance.now()
  return async () => {
    if (performance.now() - breathedAt <= BREATH_MS) return
    await setImmediate()
    breathedAt = performance.now()
  }
}

function ended(how: 'completed' | 'stopped' | 'failed', training: Training | null, why: string | null): LoopEvent {
  const step = training?.step ?? 0
  const report: Report = {
    type: 'ended',
    how,
    step,
    msPerStep: training === null || training.updates === 0 ? 0 : training.trainingMs / training.updates,
    weights: fingerprint(training?.weights ?? {}),
    why,
  }
  return { type: 'told', report }
}
