import type { Change } from '#src/run-state/index.ts'
import type { ParameterValue, Run } from '#src/vocabulary/index.ts'
import { changeText } from '#dashboard/run/family.ts'

/** What tells runs apart, and what they share: one line for each setting, a value for each run. */
export interface Differences {
  readonly differ: readonly { readonly key: string; readonly values: readonly string[] }[]
  readonly same: readonly { readonly key: string; readonly value: string }[]
}

/** A run, and what was set while it went on. */
export interface Compared {
  readonly run: Run
  readonly changes: readonly Change[]
}

export function differencesOf(runs: readonly Compared[]): Differences {
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

function settingsOf({ run, changes }: Compared): Map<string, string> {
  const { experiment, seed, steps, parameters, backend, host, version, commit, parent } = run
  const all = [...changes, ...unsaid(run, changes)]
  return new Map([
    ['experiment', experiment],
    ['seed', seed === null ? 'none' : String(seed)],
    ['steps', steps === 0 ? 'none planned' : String(steps)],
    ...Object.entries(parameters).map(([key, value]) => [key, valueText(key, value, all)] as const),
    ['backend', `${backend.name} ${backend.version}`],
    ['device', backend.device],
    ['threads', String(backend.threads)],
    ['host', host],
    ['version', version],
    ...(commit ? [['commit', commit] as const] : []),
    ...(parent ? [['forked', `${parent.run} at step ${parent.step}: ${changeText(parent.set)}`] as const] : []),
  ])
}

/** What a fork sets at its step, until its trainer says that it has. */
function unsaid({ parent }: Run, changes: readonly Change[]): Change[] {
  if (!parent) return []
  const { step, set } = parent
  const isSaid = (key: string) => changes.some((change) => change.key === key && change.step === step)
  return Object.entries(set).flatMap(([key, value]) => (isSaid(key) ? [] : [{ step, key, value }]))
}

/** What a run was started with, and each other value that it had later: `5; 0 from step 200`. */
function valueText(key: string, began: ParameterValue, changes: readonly Change[]): string {
  let now = began
  const texts = [String(began)]
  for (const { key: changed, value, step } of changes) {
    if (changed !== key || value === now) continue
    texts.push(`${value} from step ${step}`)
    now = value
  }
  return texts.join('; ')
}
