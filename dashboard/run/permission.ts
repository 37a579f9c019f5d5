import type { Command, RunStatus } from '#src/vocabulary/index.ts'
import { isOver } from './run-state.ts'

/** What decides whether a run can be told something by this page. */
export interface Standing {
  /** How this page gets control; null where it has it. */
  readonly control: string | null
  /** Whether the main writer of the run is connected. */
  readonly live: boolean
  /** The Commands that it obeys. */
  readonly accepts: readonly Command['type'][]
  readonly status: RunStatus
  /** Whether another program trains it, which nothing here can start. */
  readonly isForeign?: boolean
}

/** For these the hub may start a trainer where none is connected, and says so if it cannot. */
const STARTED_FOR: readonly Command['type'][] = ['attach', 'fork']

/** Why a Command cannot be given at present, and what to do; null where it can. */
export function whyNot(
  type: Command['type'],
  { control, live, accepts, status, isForeign = false }: Standing,
): string | null {
  if (control !== null) return `View only: ${control}`
  if (accepts.includes(type)) return null
  const over = isOver(status)
  if (!live && isForeign) return over ? 'This run has ended' : 'Its program is not connected'
  if (!live) {
    if (type === 'resume' && status === 'lost') return null
    if (STARTED_FOR.includes(type) && over) return null
    if (type === 'fork') return null
    return over ? 'This run has ended' : 'The trainer is not connected'
  }
  if (accepts.length === 0) return 'What is connected to this run reports only, and takes no commands'
  return `The trainer of this run does not take ‘${type}’; it may be older than this page`
}
