import { openStore } from '#src/store/index.ts'
import { ownRun, type Command, type Report, type RunId } from '#src/vocabulary/index.ts'
import { arithmeticOf } from '#trainer/run/index.ts'
import { afterItsEnd, assertSameArithmetic, planOf, resumption } from '#trainer/resuming/index.ts'
import { execute, type Execution, type OriginOf } from './execute.ts'
import { takeFromJournal } from './left-in-journal.ts'
import { experimentsOf } from './own-experiments.ts'
import { recordNamed } from './record.ts'
import { hubServing } from './serving.ts'

/**
 * Resumes a run from all that is kept of it, obeying `obey` first. Only its one trainer does, which holds its lock: the record is
 * read by nobody else, so that none adds to it in between.
 */
export async function resumeRun(
  run: RunId,
  execution: Execution,
  obey: readonly Command[] = [],
): Promise<Extract<Report, { type: 'ended' }>> {
  const { data } = execution
  await assertOwn(data, run)
  await takeFromJournal(data, run, execution.hub ?? (await hubServing(data)))
  const record = await recordNamed(data, run)
  const known = experimentsOf(data, record.run)
  const { plan, commands } = afterItsEnd(record, planOf(record, known), obey)
  const originOf: OriginOf = (backend, checkpoints, probes) => {
    assertSameArithmetic(record.run, arithmeticOf(backend))
    return resumption(record, checkpoints, probes, obey.length > 0, known)
  }
  return execute(plan, execution, originOf, commands, obey.length > 0)
}

/** Before its journal is touched, which of a foreign run is its client's to write. */
async function assertOwn(data: string, run: RunId): Promise<void> {
  const store = await openStore(data)
  try {
    if (await store.has(run)) ownRun((await store.summary(run)).run, 'resume')
  } finally {
    await store.close()
  }
}
