import { ignoreElements, tap, type OperatorFunction } from 'rxjs'
import { stepOf } from '#src/run-state/index.ts'
import { openStore } from '#src/store/index.ts'
import { messageOf, type Envelope, type RunId, type RunSummary } from '#src/vocabulary/index.ts'
import { planRun } from '#trainer/run/index.ts'
import { execute, type Execution } from '#src/cli/execute.ts'
import { experimentsOf } from '#src/cli/own-experiments.ts'
import { takeFromJournal } from '#src/cli/left-in-journal.ts'
import type { Ended, Job, JobEvent } from '#src/cli/processes/queue.ts'
import { inRunLock } from '#src/cli/processes/run-lock.ts'
import { resumeRun } from '#src/cli/resume-run.ts'
import { hubServing } from '#src/cli/serving.ts'

/** How often it is told how far a run has come: as often as somebody reads it. Nothing depends on it. */
const TELL_MS = 100

/**
 * Makes a run, whatever there is of it: nothing, and it is trained; a part, and it is resumed from its newest checkpoint; all of it,
 * and it is left alone. Decided under the run's lock by what the store has, so that none is made twice however often, and by
 * how many processes, it is asked for. Resolves when it has ended, and `tell` has heard how.
 */
export async function makeRun({ run, order }: Job, data: string, tell: (event: JobEvent) => void): Promise<void> {
  let ended: Ended | null = null
  const execution: Execution = { data, unattended: true, reporter: told(run, tell, (last) => (ended = last)) }
  try {
    await inRunLock(data, run, async () => {
      await takeFromJournal(data, run, await hubServing(data))
      const kept = await keptRun(data, run)
      if (kept?.status === 'completed') {
        ended = { type: 'ended', run, how: 'completed', step: kept.step, weights: kept.weights, why: null }
      } else if (kept === null) await execute({ ...planRun(order, experimentsOf(data, order)), id: run }, execution)
      else await resumeRun(run, execution)
    })
  } catch (error) {
    ended ??= { type: 'ended', run, how: 'failed', step: null, weights: null, why: messageOf(error) }
  }
  if (ended !== null) tell(ended)
}

async function keptRun(data: string, run: RunId): Promise<RunSummary | null> {
  const store = await openStore(data)
  try {
    return (await store.has(run)) ? await store.summary(run) : null
  } finally {
    await store.close()
  }
}

/** Tells of the Reports of a run what a queue is told; its last word is told once the run is kept. */
function told(
  run: RunId,
  tell: (event: JobEvent) => void,
  onEnd: (ended: Ended) => void,
): OperatorFunction<Envelope, never> {
  let hasBegun = false
  let toldAt = -Infinity
  return (envelope$) =>
    envelope$.pipe(
      tap(({ report, at }) => {
        const step = Math.max(0, stepOf(report))
        if (!hasBegun) tell({ type: 'begun', run, step })
        hasBegun = true
        if (report.type === 'ended') {
          const { how, weights, why } = report
          onEnd({ type: 'ended', run, how, step, weights, why })
        }
        if (report.type !== 'measured' || at - toldAt < TELL_MS) return
        toldAt = at
        tell({ type: 'at', run, step })
      }),
      ignoreElements(),
    )
}
