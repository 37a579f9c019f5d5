import type { Probe } from '#probes/define.ts'
import { probes, withDetectors } from '#probes/index.ts'
import { openBackend } from '#trainer/backend/index.ts'
import { readCheckpoints } from '#trainer/checkpoints/index.ts'
import {
  type Experiment,
  offerOf,
  openSystem,
  recipeOf,
  reconstructed,
  withSecondNetwork,
} from '#trainer/experiments/index.ts'
import { openHistories, openMeter } from '#trainer/observing/index.ts'
import { breather } from '#trainer/run/index.ts'
import type { OtherSource } from '#trainer/systems/index.ts'
import { workbenchOf } from '#trainer/tensors/index.ts'
import { experimentsWith } from '#trainer/user-experiments/index.ts'
import { keptUserProbes } from '#trainer/user-probes/index.ts'
import type { Job, OtherAsData } from './job.ts'
import type { Scene } from './replay.ts'

/** A replay gives way to everybody, so what a live run would stop is given a minute. */
const PATIENCE_MS = 60_000

/** The system of the job's run at its first step, and all that observing it needs. */
export async function openScene(
  { run, sources, checkpoints, userProbes, ownExperiments = null, other }: Omit<Job, 'requests' | 'goal' | 'log'>,
  catalogue: readonly Probe[] = probes,
  breathe = breather(),
  known?: readonly Experiment[],
): Promise<Scene> {
  const knownFor = (source: string | undefined) => known ?? experimentsWith(ownExperiments, source)
  const { experiment, parameters } = reconstructed(run, knownFor(run.source))
  const { tf, linalg } = workbenchOf(await openBackend())
  const own = userProbes === null ? [] : keptUserProbes(userProbes, { tf, limitMs: PATIENCE_MS })
  const { seed } = run
  const second = other === null ? null : sourceOf(other, knownFor(other.made.source))
  const system = openSystem({ experiment, parameters, seed }, { tf, other: second })
  const offer = offerOf(other === null ? experiment : withSecondNetwork(experiment))
  return {
    plan: {
      ...run,
      name: run.id,
      experiment,
      parameters,
      probes: [],
      breakpoints: [],
      with: null,
      parent: null,
      group: null,
    },
    system,
    checkpoints: checkpoints === null ? null : readCheckpoints(checkpoints),
    sources,
    breathe,
    experiment: offer,
    probes: [...withDetectors(catalogue), ...own],
    isReplay: true,
    seed,
    lastStep: run.steps,
    linalg,
    histories: openHistories(),
    meter: openMeter(),
  }
}

function sourceOf({ name, weights, made }: OtherAsData, known: readonly Experiment[]): OtherSource {
  const { model } = recipeOf({ ...reconstructed({ id: name, ...made }, known), seed: made.seed })
  return { name, weights, model, made }
}
