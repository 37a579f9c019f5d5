import { runtimeError } from '#src/vocabulary/index.ts'
import type { Experiment, Family } from '#trainer/experiments/index.ts'
import type { Sweep } from '#trainer/sweeps/index.ts'
import { commandText } from '../command-text.ts'
import { trainerLog } from '../processes/branch.ts'
import { openCurrentStore } from '../processes/open-current-store.ts'
import { openProcessQueue } from '../processes/process-queue.ts'
import { carryOut } from '../sweeps/carry-out.ts'
import { keepSweep } from '../sweeps/kept.ts'
import { statusOf } from '../sweeps/status.ts'
import { sweepOnTerminal } from '../sweeps/told.ts'
import { familySweep } from './family-sweep.ts'

interface Making {
  readonly data: string
  readonly workers: number
  /** In place of the family's own. */
  readonly seeds?: string
}

/** Makes those that are missing; an error where some did not complete, since a picture of the others would look whole. */
export async function makeFamily(experiment: Experiment, family: Family, making: Making): Promise<Sweep> {
  const { data, workers, seeds } = making
  const { sweep } = keepSweep(data, familySweep(experiment, family, seeds))
  const openQueue = () => openProcessQueue({ data, workers, log: trainerLog(data, sweep.id) })
  await carryOut(sweep, { data, isRerun: false, openQueue, told: sweepOnTerminal(sweep) })
  const store = await openCurrentStore(data)
  try {
    const { counts, runs } = await statusOf(store, data, sweep.id)
    if (counts.completed === runs) return sweep
    throw runtimeError(
      `${runs - counts.completed} of the ${runs} runs of ${sweep.id} did not complete; ${commandText(`sweep --resume ${sweep.id} --rerun failed`, data)} makes them`,
    )
  } finally {
    await store.close()
  }
}
