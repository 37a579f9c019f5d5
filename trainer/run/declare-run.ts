import { hostname } from 'node:os'
import { cardOf, probeWithId, type Probe } from '#probes/define.ts'
import { detectors, probes } from '#probes/index.ts'
import { claimsOfRun } from '#src/claims/index.ts'
import type { Report, Run } from '#src/vocabulary/index.ts'
import manifest from '../../package.json' with { type: 'json' }
import type { Backend } from '#trainer/backend/index.ts'
import { probesFor } from '#trainer/observing/index.ts'
import type { Plan } from './plan.ts'
import { sourceCommit } from './source-commit.ts'

/** What may be attached to a run. */
export interface Catalogue {
  readonly probes: readonly Probe[]
  readonly detectors: readonly Probe[]
  /** The detectors that watch it unasked; left out, those of the project. */
  readonly unasked?: readonly string[]
}

/** The first Report of a run. */
export function startedReport(plan: Plan, backend: Backend, catalogue: Catalogue = { probes, detectors }): Report {
  const served = probesFor(plan.experiment, [...catalogue.probes, ...catalogue.detectors])
  const planned = plan.probes.flatMap(({ probe }) => probeWithId(served, probe) ?? [])
  return {
    type: 'started',
    run: declareRun(plan, backend),
    // A branch of an older run goes on under the ids that its probes had.
    probes: [...served, ...planned.filter(({ id, formerly }) => id === formerly)].map(cardOf),
    detectors: [],
    settable: plan.experiment.parameters.filter(({ settable }) => settable),
    planned: plan.probes,
    breakpoints: plan.breakpoints,
    claims: claimsOfRun(plan.experiment, plan),
  }
}

/** The run as it is announced: the plan, and where and with what it is carried out. */
function declareRun(plan: Plan, backend: Backend): Run {
  const { id, name, experiment, parameters, seed, steps, parent, group } = plan
  return {
    id,
    name,
    experiment: experiment.id,
    ...(experiment.own !== undefined && { source: experiment.own.hash }),
    parameters,
    seed,
    steps,
    startedAt: Date.now(),
    backend: arithmeticOf(backend),
    host: hostname(),
    version: manifest.version,
    commit: sourceCommit(),
    parent,
    with: plan.with,
    ...(experiment.opensWith !== undefined && { opensWith: experiment.opensWith }),
    ...(group !== null && { group }),
  }
}

/** What computes here, as a run says it of itself. */
export function arithmeticOf(backend: Backend): Run['backend'] {
  const { name, version, obtained, device, threads } = backend.describe()
  return { name, version, obtained, device, threads }
}
