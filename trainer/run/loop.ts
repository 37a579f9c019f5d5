import { messageOf, type LoggedCommand, type Report } from '#src/vocabulary/index.ts'
import { checkpointDue, type CheckpointSchedule } from '#trainer/checkpoints/index.ts'
import { type LoopEvent, NOTHING, type Unreported } from '#trainer/observing/index.ts'
import {
  bringTo,
  fingerprint,
  followSettings,
  type System,
  type SystemState,
  weightsOf,
} from '#trainer/systems/index.ts'
import { breather } from './breathe.ts'
import { openControls, type Fork } from './controls.ts'
import type { Mailbox } from './mailbox.ts'
import type { Plan } from './plan.ts'
import type { ResumePoint } from './resume-point.ts'

/** What the loop works with. */
export interface Course {
  readonly plan: Plan
  readonly open: () => System
  readonly mailbox: Mailbox
  readonly known: ResumePoint | null
  /** What the system goes on from, where the run is known; null for its first step. */
  readonly from: SystemState | null
  /** When a moment is kept; null for never. */
  readonly schedule: CheckpointSchedule | null
  readonly fork: Fork
}

/**
 * The loop: each step is observed, then what has been commanded is obeyed, then comes the update. `steps` updates lie
 * between the first observation, of the system as it begins, and the last. It waits for nobody but a paused user.
 */
export async function* loopEvents(course: Course): AsyncGenerator<LoopEvent> {
  const { plan, open, mailbox, known, from, schedule, fork } = course
  let system: System | null = null
  try {
    system = open()
    const breathe = breather()
    yield* known === null ? planned(plan) : retraced(system, plan, known, from, breathe)
    const controls = openControls(plan, system, known?.log ?? [], fork)
    let isObserved = known !== null
    for (;;) {
      const { step } = system
      if (step < plan.steps) system.prepare()
      const { inputs, ownWork } = system
      if (!isObserved) yield { type: 'reached', step, inputs, ownWork }
      for (const arrival of controls.arrivalAt(step)) yield* controls.obey(arrival)
      for (;;) {
        for (const addressed of mailbox.take()) yield* controls.obey(addressed)
        if (!controls.isPaused || controls.stopped !== null || mailbox.closed) break
        await mailbox.arrival()
      }
      const stopped =
        controls.stopped ?? (controls.isPaused ? 'Paused, and no hub is connected that could resume it' : null)
      const isLast = stopped !== null || step >= plan.steps
      const due = isLast ? 'whole' : schedule === null || isObserved ? null : checkpointDue(schedule, step)
      if (due !== null) yield { type: 'kept', state: system.state(), whole: due === 'whole', pinned: false }
      if (isLast) return yield ended(stopped === null ? 'completed' : 'stopped', system, stopped)
      isObserved = false
      system.advance()
      await breathe()
    }
  } catch (error) {
    yield ended('failed', system, messageOf(error))
  } finally {
    system?.dispose()
    mailbox.end()
  }
}

function* planned({ probes, breakpoints }: Plan, unreported?: Unreported): Generator<LoopEvent> {
  for (const attach of probes) yield { type: 'planned', attach, ...(unreported && { unreported }) }
  for (const breakpoint of breakpoints) yield { type: 'foreseen', breakpoint, ...(unreported && { unreported }) }
}

/** Goes through the run up to the last step that was reported, and obeys again what was commanded on the way. */
async function* retraced(
  system: System,
  plan: Plan,
  { observers, isObserved, log, until, unreported: missing }: ResumePoint,
  from: SystemState | null,
  breathe: () => Promise<void>,
): AsyncGenerator<LoopEvent> {
  const missingAt = (step: number) => (step < until ? NOTHING : missing)
  yield { type: 'restored', observers, step: from?.step ?? 0 }
  if (!isObserved) {
    yield* planned(plan, until > 0 ? NOTHING : missing)
    yield* again(system, log, missingAt(system.step))
  }
  const way = { parameters: plan.parameters, log, nearest: () => from, breathe }
  for await (const step of bringTo(system, until, way)) yield* again(system, log, missingAt(step))
  followSettings(system, log)
}

/** A step where the run has been before: it is observed, and all that was commanded there is commanded once more. */
function* again({ step, inputs }: System, log: readonly LoggedCommand[], unreported: Unreported): Generator<LoopEvent> {
  yield { type: 'reached', step, inputs, unreported }
  for (const { command, by } of log.filter((logged) => logged.step === step))
    yield { type: 'asked', step, inputs, command, answer: () => {}, ...(by !== undefined && { by }), unreported }
}

function ended(how: 'completed' | 'stopped' | 'failed', system: System | null, why: string | null): LoopEvent {
  const { ms, updates } = system?.ownWork ?? { ms: 0, updates: 0 }
  const report: Report = {
    type: 'ended',
    how,
    step: system?.step ?? 0,
    msPerStep: updates === 0 ? 0 : ms / updates,
    weights: fingerprint(system === null ? {} : weightsOf(system.state())),
    why,
  }
  return { type: 'told', report }
}
