import { AT_REST, edge } from '#src/vocabulary/condition/edge.ts'
import type { RunHistory } from '#src/vocabulary/condition/history.ts'
import { holds } from '#src/vocabulary/condition/holds.ts'
import { parseBreakpoint } from '#src/vocabulary/condition/parse-breakpoint.ts'
import { parseCondition } from '#src/vocabulary/condition/parse.ts'
import {
  every,
  usageError,
  type Breakpoint,
  type BreakpointAction,
  type Command,
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

/** Asks every breakpoint, once all that is due at a step was measured. */
export function asked(observers: Observers, history: RunHistory, step: number): Fired {
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
    commands.push(...then.flatMap(commandsOf).map((command) => ({ command, by })))
  }
  return { observers: { ...observers, breakpoints }, reports, commands }
}

function commandsOf(action: BreakpointAction): Command[] {
  switch (action.type) {
    case 'mark':
      return []
    case 'pause':
    case 'checkpoint':
      return [{ type: action.type }]
    case 'fork':
      return [{ type: 'fork', set: action.set }]
    case 'densify':
      return action.probes.map((probe) => ({
        type: 'retune',
        probe,
        cadence: every(action.every),
        steps: action.steps,
      }))
  }
}
