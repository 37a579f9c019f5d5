import { concatMap, defer, scan, type OperatorFunction } from 'rxjs'
import { messageOf, type Command, type Report } from '#src/vocabulary/index.ts'
import type { OwnWork } from '#trainer/systems/index.ts'
import { attachmentOf } from './attachment.ts'
import { attached, detached, retuned, type Changed, type Ground } from './attach-detach.ts'
import { stretchFor } from './budget.ts'
import { eventsAt } from './detection.ts'
import type { Keep, LoopEvent, Unreported } from './loop-event.ts'
import { observed as measured, tried, type Instruments } from './measure-step.ts'
import { accountOf, machineAccount } from './meter.ts'
import { NO_OBSERVERS, type Observers } from './observers.ts'
import type { Machine } from './machine.ts'
import { asKnown } from './as-known.ts'
import { asked, unwatching, watching } from './breakpoints.ts'
import { joinedAt } from './joined-at.ts'
import { withUnasked } from './watch.ts'

/** What observing depends on besides what happens. */
export interface Setting extends Omit<Ground, 'histories'>, Instruments {
  /** The detectors that watch it unasked. */
  readonly unasked?: readonly string[]
  readonly machine: Machine
  /** Gives the loop a Command of the run's own, for the step that is being observed. */
  readonly act: (command: Command, by: string) => void
  /** Where checkpoints go; null where none are kept. */
  readonly keep: Keep | null
  /** The ids of probes that the run uses so far, where it goes on; see `asKnown`. */
  readonly idsInUse?: ReadonlySet<string>
}

type Asked = Extract<LoopEvent, { type: 'asked' }>
type Reached = Extract<LoopEvent, { type: 'reached' }>

/** From what happens to what is reported: attached probes measure when they are due, and may come and go. */
export function observe(open: () => Setting): OperatorFunction<LoopEvent, Report> {
  return (loopEvent$) =>
    defer(() => {
      const setting = open()
      return loopEvent$.pipe(
        scan((observers, event) => after(observers, event, setting), NO_OBSERVERS),
        concatMap(({ reports }) => reports),
      )
    })
}

/** The observers after one event, with what they have to report of it. */
export function after(observers: Observers, event: LoopEvent, setting: Setting): Observers {
  switch (event.type) {
    case 'told':
      return { ...observers, reports: [event.report] }
    case 'planned': {
      const joined = withUnasked(attached(observers, event.attach, 0, setting).observers, 0, setting)
      return { ...joined, reports: unreportedOf(joined.reports, event.unreported) }
    }
    case 'foreseen': {
      const command: Command = { type: 'break', breakpoint: event.breakpoint }
      const log = [...observers.log, { step: 0, command }]
      const reports = unreportedOf([{ type: 'applied', command, step: 0 }], event.unreported)
      return { ...watching(observers, event.breakpoint), log, reports }
    }
    case 'restored':
      // An older run said nothing of them.
      return withUnasked({ ...event.observers, reports: [] }, event.step, setting)
    case 'reached':
      return reached(observers, event, setting)
    case 'asked':
      return answered(observers, event, setting)
    case 'kept':
      return { ...observers, reports: setting.keep?.(event, observers) ?? [] }
  }
}

function reached(before: Observers, event: Reached, setting: Setting): Observers {
  const { step, inputs, ownWork, unreported = all } = event
  const observed = measured(before, step, inputs, setting)
  const marks = observed.reports.flatMap((report) => (report.type === 'marked' ? [report.mark] : []))
  // What is said again of an earlier one is not what a breakpoint fires at, and not what it measures around.
  const told = eventsAt(step, marks)
  const fired = asked(observed, setting.histories, step, told)
  for (const { command, by } of fired.commands)
    if (unreported({ type: 'applied', command, step, by }) !== null) setting.act(command, by)
  const reports = unreportedOf([...observed.reports, ...fired.reports], unreported)
  const observers = { ...fired.observers, reports }
  return ownWork === undefined ? observers : accounted(observers, step, ownWork, setting)
}

/** What the probes cost and the machine does, once a second, and a cheaper cadence for the dearest where that is too much. */
function accounted(
  observers: Observers,
  step: number,
  ownWork: OwnWork,
  { meter, machine, act, unasked = [] }: Setting,
): Observers {
  const { attached: standing, budget, declared, reports } = observers
  if (!meter.isDue(ownWork)) return observers
  const stretch = budget === null ? null : stretchFor(budget, meter, standing.values(), step)
  if (stretch !== null) act(stretch.command, stretch.by)
  const asked = [...standing.values()].filter(({ probe }) => !unasked.includes(probe.id))
  const account = [...accountOf(meter, asked, step), ...machineAccount(machine, ownWork, step)]
  const fresh = account.map(({ declaration }) => declaration).filter(({ name }) => !declared.has(name))
  return {
    ...observers,
    declared: new Set([...declared, ...fresh.map(({ name }) => name)]),
    reports: [
      ...reports,
      ...fresh.map((series): Report => ({ type: 'declared', series })),
      { type: 'measured', columns: account.map(({ column }) => column) },
    ],
  }
}

function answered(observers: Observers, event: Asked, setting: Setting): Observers {
  const { answer, step, by, unreported = all } = event
  const command = asKnown(event.command, { ...setting, observers })
  try {
    const { observers: obedient, note, ms } = obeyed(observers, { ...event, command }, setting)
    answer({ ok: true, step, ...(note && { note }), ...(ms !== undefined && { ms }) })
    if (command.type === 'try') return obedient
    const applied: Report = { type: 'applied', command, step, ...(by && { by }) }
    const log = [...observers.log, { step, command }]
    return { ...obedient, log, reports: unreportedOf([applied, ...obedient.reports], unreported) }
  } catch (error) {
    answer({ ok: false, why: messageOf(error) })
    return { ...observers, reports: [] }
  }
}

const all: Unreported = (report) => report

function unreportedOf(reports: readonly Report[], unreported = all): Report[] {
  return reports.map(unreported).filter((report) => report !== null)
}

function obeyed(observers: Observers, asked: Asked, setting: Setting): Changed & { ms?: number } {
  const { command, step, inputs, by = null } = asked
  switch (command.type) {
    case 'attach': {
      const changed = joinedAt(observers, command, asked, setting)
      return { ...changed, observers: withUnasked(changed.observers, step, setting) }
    }
    case 'detach':
      return detached(observers, command.probe, step)
    case 'retune':
      return retuned(observers, command, step, by, setting.histories)
    case 'try': {
      const attachment = attachmentOf(setting.experiment, setting.probes, command)
      const standing = { ...attachment, since: step, live: true, spell: null }
      return { observers: { ...observers, reports: [] }, ms: tried(standing, step, inputs, setting) }
    }
    case 'break':
      return { observers: watching(observers, command.breakpoint) }
    case 'unbreak':
      return { observers: unwatching(observers, command.id) }
    case 'budget':
      return { observers: { ...observers, budget: command.share, reports: [] } }
    default:
      return { observers: { ...observers, reports: [] } } // the loop itself obeys
  }
}
