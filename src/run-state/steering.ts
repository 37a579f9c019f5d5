import type { Breakpoint, Envelope, Fact, LoggedCommand, ParameterValue, Report } from '#src/vocabulary/index.ts'
import { added, without } from './immutable-map.ts'

type Of<T extends Report['type']> = Extract<Report, { type: T }>

/** A setting that was changed while the run ran. */
export interface Change {
  readonly step: number
  readonly key: string
  readonly value: ParameterValue
}

/** A breakpoint of the run, and where its condition came to hold. */
export interface BreakpointState {
  readonly breakpoint: Breakpoint
  /** The step from which it watches. */
  readonly step: number
  readonly fired: readonly number[]
}

/** How a run is and was steered. */
export interface Steering {
  /** Every Command that took effect. */
  readonly log: readonly LoggedCommand[]
  readonly changes: readonly Change[]
  readonly breakpoints: ReadonlyMap<string, BreakpointState>
  /** The share of the run's time that all probes may take; null for no ceiling. */
  readonly budget: number | null
  /** The step at which the run will pause by itself. */
  readonly target: number | null
}

export const UNSTEERED: Steering = { log: [], changes: [], breakpoints: new Map(), budget: null, target: null }

export function steeringAfter<S extends Steering>(state: S, report: Report): S {
  switch (report.type) {
    case 'applied':
      return afterCommand({ ...state, log: [...state.log, loggedOf(report)] }, report)
    case 'marked': {
      const { by, step } = report.mark
      const id = breakpointOf(by)
      const fired = id === null ? undefined : state.breakpoints.get(id)
      if (id === null || fired === undefined) return state
      return { ...state, breakpoints: added(state.breakpoints, id, { ...fired, fired: [...fired.fired, step] }) }
    }
    case 'ended':
      return { ...state, target: null }
    default:
      return state
  }
}

/** The Commands that took effect, in order. */
export function logOf(facts: readonly Envelope<Fact>[]): LoggedCommand[] {
  return facts.flatMap(({ report }) => (report.type === 'applied' ? [loggedOf(report)] : []))
}

/** The breakpoint that speaks as `breakpoint b1`, or null. */
export function breakpointOf(by: string): string | null {
  return /^breakpoint (.+)$/.exec(by)?.[1] ?? null
}

function loggedOf({ step, command, by }: Of<'applied'>): LoggedCommand {
  return { step, command, ...(by !== undefined && { by }) }
}

function afterCommand<S extends Steering>(state: S, { command, step }: Of<'applied'>): S {
  switch (command.type) {
    case 'pause':
    case 'resume':
    case 'stop':
      return { ...state, target: null }
    case 'step':
      return { ...state, target: step + command.steps }
    case 'until':
      return { ...state, target: command.step }
    case 'set':
      return { ...state, changes: [...state.changes, { step, key: command.key, value: command.value }] }
    case 'break': {
      const { breakpoint } = command
      return { ...state, breakpoints: added(state.breakpoints, breakpoint.id, { breakpoint, step, fired: [] }) }
    }
    case 'unbreak':
      return { ...state, breakpoints: without(state.breakpoints, command.id) }
    case 'budget':
      return { ...state, budget: command.share }
    default:
      return state
  }
}
