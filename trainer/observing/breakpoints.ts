import { eventsIn } from '#src/vocabulary/condition/condition.ts'
import { AT_REST, edge } from '#src/vocabulary/condition/edge.ts'
import type { RunHistory } from '#src/vocabulary/condition/history.ts'
import { holds } from '#src/vocabulary/condition/holds.ts'
import { parseBreakpoint } from '#src/vocabulary/condition/parse-breakpoint.ts'
import { parseCondition } from '#src/vocabulary/condition/parse.ts'
import {
  every,
  namesOfMark,
  usageError,
  type Breakpoint,
  type BreakpointAction,
  type Command,
  type Mark,
  type Report,
} from '#src/vocabulary/index.ts'
import type { Observers, ArmedBreakpoint } from './observers.ts'

/** What breakpoints do at a step: marks for the record, and Commands for the loop, each with who gave it. */
export interface Fired {
  readonly observers: Observers
  readonly reports: readonly Report[]
  readonly commands: readonly { readonly command: Command; readonly by: string }[]
}

/** Sets a breakpoint; one of the same id is replaced. */
export function watching(observers: Observers, given: Breakpoint): Observers {
  const breakpoint = parseBreakpoint(given)
  const armed: ArmedBreakpoint = { breakpoint, condition: parseCondition(breakpoint.when), edge: AT_REST }
  return { ...observers, breakpoints: new Map(observers.breakpoints).set(breakpoint.id, armed), reports: [] }
}

export function unwatching(observers: Observers, id: string): Observers {
  const breakpoints = new Map(observers.breakpoints)
  if (!breakpoints.delete(id)) {
    const known = [...breakpoints.keys()].join(', ') || 'none'
    throw usageError(`No breakpoint '${id}'; breakpoints of this run: ${known}`)
  }
  return { ...observers, breakpoints, reports: [] }
}

/** Asks every breakpoint, once all that is due at a step was measured; `told`: the marks that detectors told there. */
export function asked(observers: Observers, history: RunHistory, step: number, told: readonly Mark[] = []): Fired {
  const breakpoints = new Map<string, ArmedBreakpoint>()
  const reports: Report[] = []
  const commands: { command: Command; by: string }[] = []
  for (const [id, armed] of observers.breakpoints) {
    const next = edge(armed.edge, holds(armed.condition, history, step))
    breakpoints.set(id, { ...armed, edge: next })
    if (!next.fires) continue
    const by = `breakpoint ${id}`
    const { when, then } = armed.breakpoint
    const label = then.find((action) => action.type === 'mark')?.label ?? when
    reports.push({ type: 'marked', mark: { by, step, label, about: `Breakpoint '${id}': ${when}` } })
    const at = { step, event: eventOf(armed.condition, told) ?? step }
    commands.push(...then.flatMap((action) => commandsOf(action, at)).map((command) => ({ command, by })))
  }
  return { observers: { ...observers, breakpoints }, reports, commands }
}

/** The first step of the events that a condition waits for and that were told now; null where none was. */
function eventOf({ clause }: ArmedBreakpoint['condition'], told: readonly Mark[]): number | null {
  const names = eventsIn(clause)
  const isMeant = ({ by, label, transition }: Mark) =>
    namesOfMark({ by, label, key: transition?.key }).some((name) => names.includes(name))
  const steps = told.filter(isMeant).map((mark) => mark.step)
  return steps.length === 0 ? null : Math.min(...steps)
}

function commandsOf(action: BreakpointAction, at: { readonly step: number; readonly event: number }): Command[] {
  switch (action.type) {
    case 'mark':
      return []
    case 'pause':
    case 'checkpoint':
      return [{ type: action.type }]
    case 'fork':
      return [{ type: 'fork', set: action.set }]
    case 'fill':
      return action.probes.flatMap((probe) => aroundEvent(probe, action, at))
    case 'densify':
      return action.probes.map((probe) => ({
        type: 'retune',
        probe,
        cadence: every(action.every),
        steps: action.steps,
      }))
  }
}

/** The stretch before by a replay, and what is to come as it comes. */
function aroundEvent(
  probe: string,
  { every: steps, within }: Extract<BreakpointAction, { type: 'fill' }>,
  { step, event }: { readonly step: number; readonly event: number },
): Command[] {
  const cadence = every(steps)
  /** Up to the last step inclusive. */
  const more = event + within + 1 - step
  const past: Command = {
    type: 'attach',
    probe,
    cadence,
    from: Math.max(0, event - within),
    to: Math.min(step, event + within),
  }
  return more < 2 ? [past] : [past, { type: 'retune', probe, cadence, steps: more }]
}
