import { hostname } from 'node:os'
import type { Run } from '#src/vocabulary/index.ts'
import manifest from '../package.json' with { type: 'json' }
import type { Backend } from './backend/index.ts'
import type { Plan } from './plan.ts'

/** The run as it is announced: the plan, and where and with what it is carried out. */
export function declareRun({ id, name, experiment, parameters, seed, steps }: Plan, backend: Backend): Run {
  const { backend: engine, version, how, devices } = backend.describe()
  return {
    id,
    name,
    experiment: experiment.id,
    parameters,
    seed,
    steps,
    startedAt: Date.now(),
    backend: { name: engine, version, obtained: how, device: devices.gpu ?? devices.cpu, threads: devices.threads },
    host: hostname(),
    version: manifest.version,
  }
}
