import type { LoggedCommand, ParameterValues } from '#src/vocabulary/index.ts'
import type { System } from './system.ts'

/**
 * The settings in force once every change up to a step was made: the update from this step on to the next is made by
 * them. What the step itself shows was observed before, so it is of the settings in force at the step before it.
 */
export function settingsAt(parameters: ParameterValues, log: readonly LoggedCommand[], step: number): ParameterValues {
  const changed = { ...parameters }
  for (const { step: at, command } of log)
    if (command.type === 'set' && at <= step) changed[command.key] = command.value
  return changed
}

/** Tells a system what was set at its step, so that its next update follows it. */
export function followSettings(system: Pick<System, 'step' | 'set'>, log: readonly LoggedCommand[]): void {
  const { step } = system
  for (const { step: at, command } of log)
    if (command.type === 'set' && at === step) system.set(command.key, command.value)
}
