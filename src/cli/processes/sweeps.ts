import type { ChildProcess } from 'node:child_process'
import type { Sweeps } from '#src/hub/index.ts'
import type { Store } from '#src/store/index.ts'
import {
  BOUNDS,
  runtimeError,
  usageError,
  type Outcome,
  type SweepId,
  type SweepStatus,
} from '#src/vocabulary/index.ts'
import { experiments, type Experiment } from '#trainer/experiments/index.ts'
import { planSweep } from '#trainer/sweeps/index.ts'
import { forecastOf } from '#src/cli/sweeps/forecast.ts'
import { figuresSoFar } from '#src/cli/families/figures-so-far.ts'
import { askToCancel, keepSweep, readSweep } from '#src/cli/sweeps/kept.ts'
import { newestSweeps, statusOf } from '#src/cli/sweeps/status.ts'
import { startCommand, trainerLog } from './branch.ts'
import { answerOf } from './starter.ts'
import { isGoingOn, sweepEnded } from './sweep-lock.ts'

/**
 * Sweeps as a hub makes them: each is carried out by `phasescope sweep --resume ID` in a process of its own, which outlives the hub and is
 * the same that a person could have started. What is asked is checked before that; it answers when it has begun or refused.
 */
export function sweepsOf(
  store: Pick<Store, 'list' | 'series' | 'columns'>,
  data: string,
  known: () => readonly Experiment[] | Promise<readonly Experiment[]> = () => experiments,
): Sweeps {
  /** Those whose process has not answered yet. */
  const starting = new Set<SweepId>()
  /** Processes that were started here and go on. */
  const ours = new Set<ChildProcess>()

  async function begin(id: SweepId, workers: number, isRerun: boolean): Promise<SweepStatus> {
    if (starting.has(id)) throw goesOn(id)
    starting.add(id) // before anything is waited for: who looks meanwhile sees that it starts
    try {
      if (await isGoingOn(data, id)) throw goesOn(id)
      if (ours.size >= BOUNDS.sweepsAtOnce)
        throw usageError(
          `${ours.size} sweeps go on, the most that are begun from here; cancel one, or wait until it has ended`,
        )
      const answer = await startedProcess(id, workers, isRerun)
      if (!answer.ok) throw runtimeError(answer.why)
    } finally {
      starting.delete(id)
    }
    return statusOf(store, data, id)
  }

  function startedProcess(id: SweepId, workers: number, isRerun: boolean): Promise<Outcome> {
    const args = ['sweep', '--resume', id, '--workers', String(workers), ...(isRerun ? ['--rerun', 'failed'] : [])]
    const child = startCommand(id, [...args, '--json'], data)
    ours.add(child)
    child.once('exit', () => ours.delete(child))
    child.once('error', () => ours.delete(child)) // it was never there
    return answerOf(child, id, trainerLog(data, id))
  }

  /** What is said of sweeps that are read from now on: which are being started is known before, lest they have begun meanwhile. */
  function saying(): (read: SweepStatus) => SweepStatus {
    const now = new Set(starting)
    return (read) => (now.has(read.id) && !read.isGoingOn ? { ...read, isStarting: true } : read)
  }

  /** However many ask at once, it is looked up once. */
  let listing: Promise<readonly SweepStatus[]> | null = null
  const list = async () => {
    const said = saying()
    return (await newestSweeps(store, data, BOUNDS.sweepsListed)).sweeps.map(said)
  }
  const figure = figuresSoFar(store, data, known)

  return {
    async figure(id) {
      const said = saying()
      const { sweep, ...drawn } = await figure(id)
      return { ...drawn, sweep: sweep && said(sweep) }
    },
    list: () => (listing ??= list().finally(() => (listing = null))),
    async status(id) {
      const said = saying()
      return said(await statusOf(store, data, id))
    },
    forecast: async ({ workers = 1, ...order }) => forecastOf(store, data, planSweep(order, await known()), workers),
    async start({ workers = 1, ...order }) {
      const { sweep } = keepSweep(data, planSweep(order, await known()))
      return begin(sweep.id, workers, false)
    },
    async tell(id, deed) {
      readSweep(data, id) // there is one, and it is whole
      if (deed !== 'cancel') return begin(id, 1, deed === 'rerun')
      askToCancel(data, id)
      await sweepEnded(data, id)
      return statusOf(store, data, id)
    },
  }
}

function goesOn(id: SweepId): Error {
  return usageError(`Sweep '${id}' is going on; cancel it first, or wait until it has ended`)
}
