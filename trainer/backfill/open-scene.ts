import type { Probe } from '#probes/define.ts'
import { probes } from '#probes/index.ts'
import { openBackend } from '#trainer/backend/index.ts'
import { readCheckpoints } from '#trainer/checkpoints/read-checkpoints.ts'
import { withSecondNetwork } from '#trainer/experiments/provides.ts'
import { reconstructed } from '#trainer/experiments/reconstruct.ts'
import { openHistories } from '#trainer/observing/histories.ts'
import { breather } from '#trainer/run/loop.ts'
import type { OtherSource } from '#trainer/systems/gradient-descent/run-constants.ts'
import { openMeter } from '#trainer/observing/meter.ts'
import { keptUserProbes } from '#trainer/user-probes/kept-versions.ts'
import { openTraining } from '#trainer/systems/gradient-descent/training.ts'
import { workbenchOf } from '#trainer/tensors/workbench.ts'
import type { Job, OtherAsData } from './job.ts'
import type { Scene } from './replay.ts'

/** A replay gives way to everybody, so what a live run would stop is given a minute. */
const PATIENCE_MS = 60_000

/** A training of the job's run at its first step, and all that observing it needs. */
export async function openScene(
  { run, sources, checkpoints, userProbes, other }: Omit<Job, 'requests' | 'goal' | 'log'>,
  catalogue: readonly Probe[] = probes,
  breathe = breather(),
): Promise<Scene> {
  const { experiment, parameters } = reconstructed(run)
  const { tf, linalg } = workbenchOf(await openBackend())
  const own = userProbes === null ? [] : keptUserProbes(userProbes, { tf, limitMs: PATIENCE_MS })
  const { seed } = run
  const training = openTraining(tf, experiment.recipe(parameters, seed), seed, other === null ? null : sourceOf(other))
  return {
    plan: { ...run, name: run.id, experiment, parameters, probes: [], breakpoints: [], with: null, parent: null },
    training,
    checkpoints: checkpoints === null ? null : readCheckpoints(checkpoints),
    sources,
    breathe,
    experiment: other === null ? experiment : withSecondNetwork(experiment),
    probes: [...catalogue, ...own],
    seed,
    linalg,
    histories: openHistories(),
    meter: openMeter(),
  }
}

function sourceOf({ name, weights, made }: OtherAsData): OtherSource {
  const { experiment, parameters } = reconstructed({ id: name, ...made })
  const { model } = experiment.recipe(parameters, made.seed)
  return { name, weights, model, made }
}
