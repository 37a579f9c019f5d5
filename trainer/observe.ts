import { concatMap, defer, scan, type OperatorFunction } from 'rxjs'
import { messageOf, usageError, type Command, type Outcome, type Report } from '#src/vocabulary/index.ts'
import { attachmentOf } from './attach.ts'
import { attached, detached, retuned, type Changed, type Ground } from './attaching.ts'
import { stretchFor } from './budget.ts'
import type { Keep } from './checkpoints/keep.ts'
import type { Happening } from './happening.ts'
import { observed, seen, tried, type Instruments } from './measuring.ts'
import { accountOf } from './meter.ts'
import { NO_OBSERVERS, type Observers } from './observers.ts'
import type { Untold } from './untold.ts'
import { PLAN } from './plan.ts'
import { asked, unwatching, watching } from './watching.ts'

/** What observing depends on besides what happens. */
export interface Setting extends Ground, Instruments {
  /** Gives the loop a Command of the run's own, for the step that is being observed. */
  readonly act: (command: Command, by: string) => void
  /** Where checkpoints go; null where none are kept. */
  readonly keep: Keep | null
  /** The share of the run's time that probes may take; null for no ceiling. */
  readonly budget: number | null
}

type Asked = Extract<Happening, { type: 'asked' }>
type Reached = Extract<Happening, { type: 'reached' }>

/** From what happens to what is reported: attached probes measure when they are due, and may come and go. */
export function observe(open: () => Setting): OperatorFunction<Happening, Report> {
  return (happening$) =>
    defer(() => {
      let setting = open()
      return happening$.pipe(
        scan((observers, happening) => {
          if (happening.type === 'asked' && happening.command.type === 'budget')
            setting = { ...setting, budget: happening.command.share }
          return after(observers, happening, setting)
        }, NO_OBSERVERS),
        concatMap(({ reports }) => reports),
      )
    })
}

/** The observers after one happening, with what they have to report of it. */
export function after(observers: Observers, happening: Happening, setting: Setting): Observers {
  switch (happening.type) {
    case 'told':
      return { ...observers, reports: [happening.report] }
    case 'planned':
      return told(attached(observers, happening.attach, 0, setting).observers, happening.untold)
    case 'foreseen':
      return foreseen(observers, happening)
    case 'restored':
      return { ...happening.observers, reports: [] }
    case 'reached':
      return reached(observers, happening, setting)
    case 'asked':
      return answered(observers, happening, setting)
    case 'kept':
      return { ...observers, reports: setting.keep?.(happening, observers) ?? [] }
  }
}

function reached(
  before: Observers,
  { step, inputs, trainingMs, untold, isRemembered }: Reached,
  setting: Setting,
): Observers {
  const observers = observed(before, step, inputs, setting, isRemembered)
  const fired = asked(observers, setting.histories, step)
  for (const { command, by } of fired.commands)
    if (untold === undefined || untold.isDue(command, by, step)) setting.act(command, by)
  const costs = trainingMs === undefined ? [] : costsAt(observers, step, trainingMs, setting)
  return told({ ...fired.observers, reports: [...observers.reports, ...fired.reports, ...costs] }, untold)
}

/** Of a step that is gone through again, only what was not told the first time. */
/** A breakpoint that the plan foresees is in force before the first step is observed. */
function foreseen(observers: Observers, { breakpoint, untold }: Extract<Happening, { type: 'foreseen' }>): Observers {
  const command: Command = { type: 'break', breakpoint }
  const log = [...observers.log, { step: 0, command }]
  const reports: Report[] = [{ type: 'applied', command, step: 0, by: PLAN }]
  return told({ ...watching(observers, breakpoint), log, reports }, untold)
}

function told(observers: Observers, untold: Untold | undefined): Observers {
  return untold === undefined ? observers : { ...observers, reports: untold.reports(observers.reports) }
}

/** What the probes cost, once a second, and a cheaper cadence for the dearest where that is too much. */
function costsAt({ attached: all }: Observers, step: number, trainingMs: number, setting: Setting): Report[] {
  const { meter, budget, act } = setting
  if (!meter.isDue(step, trainingMs)) return []
  const stretch = budget === null ? null : stretchFor(budget, meter, all.values(), step)
  if (stretch !== null) act(stretch.command, stretch.by)
  const account = accountOf(meter, all.values(), step)
  const declarations = meter.undeclared(account.map(({ declaration }) => declaration))
  return [
    ...declarations.map((series): Report => ({ type: 'declared', series })),
    { type: 'measured', columns: account.map(({ column }) => column) },
  ]
}

function answered(observers: Observers, happening: Asked, setting: Setting): Observers {
  const { command, answer, step, by, untold } = happening
  try {
    const { observers: obedient, note, ms } = obeyed(observers, happening, setting)
    const outcome: Outcome = { ok: true, step, ...(note && { note }), ...(ms !== undefined && { ms }) }
    answer(outcome)
    if (command.type === 'try') return obedient
    const changed = { ...obedient, log: [...observers.log, { step, command }] }
    const applied: Report = { type: 'applied', command, step, ...(by && { by }) }
    return told({ ...changed, reports: [applied, ...changed.reports] }, untold)
  } catch (error) {
    answer({ ok: false, why: messageOf(error) })
    return { ...observers, reports: [] }
  }
}

function obeyed(observers: Observers, asked: Asked, setting: Setting): Changed & { ms?: number } {
  const { command, step, inputs, by = null } = asked
  switch (command.type) {
    case 'attach': {
      const changed = attached(observers, command, step, setting)
      const standing = changed.observers.attached.get(command.probe)
      if (standing === undefined || !standing.live) return changed
      // The step has been observed: who joins now sees it too.
      const measured = seen(changed.observers, standing, step, inputs, setting)
      if (!measured.attached.has(command.probe)) throw usageError(whyGone(measured))
      return { ...changed, observers: measured }
    }
    case 'detach':
      return detached(observers, command.probe, step)
    case 'retune':
      return retuned(observers, command, step, by)
    case 'try': {
      const attachment = attachmentOf(setting.experiment, setting.probes, command)
      const standing = { ...attachment, since: step, live: true, spell: null }
      return { observers: { ...observers, reports: [] }, ms: tried(standing, step, inputs, setting) }
    }
    case 'break':
      return { observers: watching(observers, command.breakpoint) }
    case 'unbreak':
      return { observers: unwatching(observers, command.id) }
    default:
      return { observers: { ...observers, reports: [] } } // the loop itself obeys
  }
}

function whyGone({ reports }: Observers): string {
  const failure = reports.find((report) => report.type === 'failed')
  return failure === undefined ? 'The probe failed at once' : `Probe '${failure.probe}' failed: ${failure.why}`
}
