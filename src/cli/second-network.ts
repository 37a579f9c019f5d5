import { logOf } from '#src/run-state/index.ts'
import { openStore } from '#src/store/index.ts'
import { badValue } from '#src/vocabulary/index.ts'
import { readSafetensors } from '#trainer/formats/index.ts'
import { checkpointsFolder, readCheckpoints } from '#trainer/checkpoints/index.ts'
import { recipeOf } from '#trainer/experiments/index.ts'
import type { OtherSource } from '#trainer/systems/index.ts'
import type { Plan } from '#trainer/run/index.ts'
import { networkFromFile, networkFromRun, type PastRun } from '#trainer/resuming/index.ts'
import type { Tf } from '#trainer/tensors/index.ts'
import { experimentsOf } from './own-experiments.ts'
import { runNamed } from './run-named.ts'

/** The way to the network that --with names. Opening it may take as long as the run that it names. */
export type SecondNetwork = (tf: Tf) => Promise<OtherSource>

/** Finds what --with names, at once, so that a mistake is known before anything is computed. */
export async function secondNetwork(
  wanted: string,
  plan: Pick<Plan, 'experiment' | 'parameters' | 'seed'>,
  data: string,
): Promise<SecondNetwork> {
  if (wanted.endsWith('.safetensors')) {
    const network = networkFromFile(wanted, readSafetensors(wanted), plan)
    return () => Promise.resolve(network)
  }
  const [name = '', step, ...more] = wanted.split('@')
  if (name === '' || more.length > 0 || (step !== undefined && !/^\d+$/.test(step))) {
    throw badValue('--with', 'RUN, RUN@STEP or FILE.safetensors', wanted)
  }
  const past = await pastRun(data, name)
  const { task } = recipeOf(plan)
  const known = experimentsOf(data, past.run)
  return (tf) => networkFromRun(tf, past, step === undefined ? null : Number(step), task, known)
}

async function pastRun(data: string, name: string): Promise<PastRun> {
  const store = await openStore(data)
  try {
    const { run, step, weights } = await store.summary(await runNamed(store, name))
    const checkpoints = readCheckpoints(checkpointsFolder(data, run.id))
    return { run, log: logOf(await store.facts(run.id)), lastStep: step, weights, checkpoints }
  } finally {
    await store.close()
  }
}
