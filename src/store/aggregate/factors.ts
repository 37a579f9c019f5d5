import type { Factor, Factors, Run, RunValue } from '#src/vocabulary/index.ts'
import { parameterText } from '#src/vocabulary/index.ts'
import { compareValues } from './in-groups.ts'

/** What of two runs that differ may be the reason, beside their settings and seed. */
const OTHERS: Readonly<Record<string, (run: Run) => RunValue>> = {
  experiment: (run) => run.experiment,
  steps: (run) => run.steps,
  parent: (run) => run.parent?.run ?? null,
  with: (run) => run.with ?? null,
  host: (run) => run.host,
  version: (run) => run.version,
  commit: (run) => run.commit ?? null,
  client: (run) => run.client?.name ?? null,
  framework: (run) => run.client?.framework ?? null,
  'backend.name': (run) => run.backend.name,
  'backend.version': (run) => run.backend.version,
  'backend.device': (run) => run.backend.device,
  'backend.threads': (run) => run.backend.threads,
  'backend.obtained': (run) => run.backend.obtained,
}

/** In what these runs differ: their settings are factors, their seed the replicate, and what else differs is said. */
export function factorsOf(runs: readonly Run[]): Factors {
  const names = new Set(runs.flatMap(({ parameters }) => Object.keys(parameters)))
  // Scripts keep their seed among their settings.
  if (runs.every((run) => settingOf(run, 'seed') === null || settingOf(run, 'seed') === run.seed)) names.delete('seed')
  const settings = [...names].map((name) => factor(parameterText(name), runs.map((run) => settingOf(run, name)), false)) // prettier-ignore
  const seed = factor('seed', runs.map((run) => run.seed), true) // prettier-ignore
  const others = Object.entries(OTHERS).map(([name, of]) => factor(name, runs.map(of), false))
  const differs = ({ values }: Factor) => values.length > 1
  return { runs: runs.length, factors: [...settings, seed].filter(differs), others: others.filter(differs) }
}

/** Of its own alone: every record has a `constructor` of another kind. */
function settingOf({ parameters }: Run, name: string): RunValue {
  return Object.hasOwn(parameters, name) ? parameters[name]! : null
}

function factor(name: string, of: readonly RunValue[], isReplicate: boolean): Factor {
  const counts = new Map<RunValue, number>()
  for (const value of of) counts.set(value, (counts.get(value) ?? 0) + 1)
  const values = Array.from(counts, ([value, runs]) => ({ value, runs })).sort((a, b) => compareValues(a.value, b.value)) // prettier-ignore
  const kind = values.every(({ value }) => value === null || typeof value === 'number') ? 'number' : 'word'
  return { name, kind, values, isReplicate }
}
