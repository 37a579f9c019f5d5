import { hostname } from 'node:os'
import type { Run } from '#src/vocabulary/index.ts'
import manifest from '../../package.json' with { type: 'json' }
import type { Backend } from '#trainer/backend/index.ts'
import type { Plan } from './plan.ts'

/** The run as it is announced: the plan, and where and with what it is carried out. */
export function declareRun(plan: Plan, backend: Backend): Run {
  const { id, name, experiment, parameters, seed, steps, parent } = plan
  return {
    id,
    name,
    experiment: experiment.id,
    parameters,
    seed,
    steps,
    startedAt: Date.now(),
    backend: arithmeticOf(backend),
    host: hostname(),
    version: manifest.version,
    parent,
    with: plan.with,
  }
}

/** What computes here, as a run says it of itself. */
export function arithmeticOf(backend: Backend): Run['backend'] {
  const { name, version, obtained, device, threads } = backend.describe()
  return { name, version, obtained, device, threads }
}
