import type { LoggedCommand, ParameterValues } from '#src/vocabulary/index.ts'
import { followSettings, settingsAt } from './settings-in-force.ts'
import type { System } from './system.ts'
import type { SystemState } from './system-state.ts'

/** How a system comes to a later step of its run. */
export interface Way {
  /** The settings with which the run began. */
  readonly parameters: ParameterValues
  /** What was commanded of the run: what was set is set again, at its step. */
  readonly log: readonly LoggedCommand[]
  /** The newest state that is kept behind one step and up to another; null where there is none. */
  readonly nearest: Nearest
  /** Awaited behind every update, so that others are served. */
  readonly breathe: () => Promise<void>
}

export type Nearest = (behind: number, upTo: number) => SystemState | null

/**
 * The one loop that brings a system to a step it has been at before: from the nearest state that is kept, by updates,
 * obeying what was set on the way. Yields each step that an update led to, before anything that was set there is obeyed.
 */
export async function* bringTo(
  system: System,
  step: number,
  { parameters, log, nearest, breathe }: Way,
): AsyncGenerator<number> {
  const state = nearest(system.step, step)
  if (state !== null) system.restore(state, settingsAt(parameters, log, state.step - 1))
  while (system.step < step) {
    followSettings(system, log)
    system.advance()
    yield system.step
    await breathe()
  }
}
