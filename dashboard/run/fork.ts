import type { Change } from '#src/run-state/index.ts'
import type { Command, ParameterCard, ParameterValue, ParameterValues } from '#src/vocabulary/index.ts'

/** What a run's settings are at a step: those it began with, and every change up to then. */
export function settingsAt(began: ParameterValues, changes: readonly Change[], step: number): ParameterValues {
  const known: Record<string, ParameterValue> = { ...began }
  for (const change of changes) if (change.step <= step) known[change.key] = change.value
  return known
}

/** What a person typed into a fork. */
export interface ForkForm {
  readonly at: number
  readonly values: Readonly<Record<string, string>>
  readonly name: string
  readonly steps: string
}

/** The Command of a form: only what differs from the settings in force, and what was filled in. */
export function forkCommand(
  { at, values, name, steps }: ForkForm,
  settable: readonly ParameterCard[],
  now: ParameterValues,
): Extract<Command, { type: 'fork' }> {
  const typed = settable.flatMap(({ key, type }) => {
    const text = values[key]?.trim() ?? ''
    return text === '' ? [] : [[key, type === 'choice' ? text : Number(text)] as const]
  })
  const set = Object.fromEntries(typed.filter(([key, value]) => value !== now[key]))
  return {
    type: 'fork',
    at,
    ...(Object.keys(set).length > 0 && { set }),
    ...(name.trim() !== '' && { name: name.trim() }),
    ...(steps.trim() !== '' && { steps: Number(steps) }),
  }
}
