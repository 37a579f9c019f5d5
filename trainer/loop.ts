import { setImmediate } from 'node:timers/promises'
import { messageOf, type Report } from '#src/vocabulary/index.ts'
import { checkpointDue, type CheckpointSchedule } from './checkpoints/schedule.ts'
import type { Mailbox } from './control.ts'
import { fingerprint } from './fingerprint.ts'
import type { Happening } from './happening.ts'
import { followSettings, openHelm, type Applied, type Fork } from './helm.ts'
import type { Observers } from './observers.ts'
import { PLAN, type Plan } from './plan.ts'
import type { Training } from './training.ts'
import { NOTHING_UNTOLD, type Untold } from './untold.ts'

/** What is known of a run when training takes it up in the middle, after a crash or as a branch. */
export interface Known {
  /** Who observed when the step was reached where the training stands; null where that is the first. */
  readonly observers: Observers | null
  /** Commands that took effect, and are obeyed again at their steps. */
  readonly log: readonly Applied[]
  /** The last step of which something was reported: up to it, all is gone through again in silence. −1 for none. */
  readonly until: number
  /** What is still to be told of that step. */
  readonly untold: Untold
}

/** What the loop works with. */
export interface Course {
  readonly plan: Plan
  readonly open: () => Training
  readonly mailbox: Mailbox
  readonly known: Known | null
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
export async function* happenings({ plan, open, mailbox, known, schedule, fork }: Course): AsyncGenerator<Happening> {
  let training: Training | null = null
  try {
    training = open()
    const breathe = breather()
    if (known === null) yield* planned(plan)
    else yield* retraced(training, plan, known, breathe)
    const helm = openHelm(plan, training, known?.log ?? [], fork)
    let isObserved = known !== null && known.until >= 0
    for (;;) {
      const { step } = training
      if (!isObserved) yield reached(training, known)
      for (const arrival of helm.arrivalAt(step)) yield* helm.obey(arrival)
      for (;;) {
        for (const addressed of mailbox.take()) yield* helm.obey(addressed)
        if (!helm.isPaused || helm.stopped !== null || mailbox.closed) break
        await mailbox.arrival()
      }
      const stopped = helm.stopped ?? (helm.isPaused ? 'Paused, and nobody is left who could resume' : null)
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
    mailbox.close()
  }
}

function* planned({ probes, breakpoints }: Plan, untold?: Untold): Generator<Happening> {
  const telling = untold === undefined ? {} : { untold }
  for (const attach of probes) yield { type: 'planned', attach, ...telling }
  for (const breakpoint of breakpoints) yield { type: 'foreseen', breakpoint, ...telling }
}

/** Of the step behind the last one that has numbers, an earlier trainer may have said what comes before numbers. */
function reached({ step, inputs, trainingMs }: Training, known: Known | null): Happening {
  const isHalfTold = known !== null && step === known.until + 1
  return { type: 'reached', step, inputs, trainingMs, ...(isHalfTold && { untold: known.untold }) }
}

/** Trains up to the last step that was reported, and obeys again what was commanded on the way. */
async function* retraced(
  training: Training,
  plan: Plan,
  known: Known,
  breathe: () => Promise<void>,
): AsyncGenerator<Happening> {
  const { observers, log, until } = known
  if (observers === null) yield* planned(plan, known.untold)
  else yield { type: 'restored', observers }
  let isRemembered = observers !== null
  while (training.step <= until) {
    const { step, inputs } = training
    const untold = step < until ? NOTHING_UNTOLD : known.untold
    yield { type: 'reached', step, inputs, untold, isRemembered }
    isRemembered = false
    for (const { command, by } of log.filter((logged) => logged.step === step && logged.by !== PLAN)) {
      yield { type: 'asked', step, inputs, command, answer: () => {}, ...(by && { by }), untold }
      if (command.type === 'set') followSettings(training, plan, log)
    }
    if (step === until) return
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

function ended(how: 'completed' | 'stopped' | 'failed', training: Training | null, why: string | null): Happening {
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
