import type { ParameterValue, Run } from '#src/vocabulary/index.ts'
import { changeText } from '#dashboard/run/family.ts'

/** What tells runs apart, and what they share: one line for each setting, a value for each run. */
export interface Differences {
  readonly differ: readonly { readonly key: string; readonly values: readonly string[] }[]
  readonly same: readonly { readonly key: string; readonly value: string }[]
}

export function differencesOf(runs: readonly Run[]): Differences {
  const settings = runs.map(settingsOf)
  const keys = [...new Set(settings.flatMap((known) => [...known.keys()]))]
  const lines = keys.map((key) => ({ key, values: settings.map((known) => known.get(key) ?? '–') }))
  return {
    differ: lines.filter(({ values }) => new Set(values).size > 1),
    same: lines
      .filter(({ values }) => new Set(values).size === 1)
      .map(({ key, values }) => ({ key, value: values[0]! })),
  }
}

function settingsOf({ experiment, seed, steps, parameters, backend, host, version, parent }: Run): Map<string, string> {
  return new Map([
    ['experiment', experiment],
    ['seed', String(seed)],
    ['steps', String(steps)],
    ...Object.entries(parameters).map(([key, value]) => [key, valueText(value, parent, key)] as const),
    ['backend', `${backend.name} ${backend.version}`],
    ['host', host],
    ['version', version],
    ...(parent ? [['forked', `${parent.run} at step ${parent.step}: ${changeText(parent.set)}`] as const] : []),
  ])
}

/** What a run was started with; of a fork also what it has from the fork on, where that is something else. */
function valueText(value: ParameterValue, parent: Run['parent'], key: string): string {
  const changed = parent?.set[key]
  return changed === undefined || changed === value ? String(value) : `${value}; ${changed} from step ${parent?.step}`
}
