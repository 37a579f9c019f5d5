import { setPriority } from 'node:os'
import { once } from 'node:events'
import { messageOf } from '#src/vocabulary/index.ts'
import type { FromReplay, Job, ToReplay } from './job.ts'
import { openScene } from './open-scene.ts'
import { openReplay } from './replay.ts'

/**
 * A process that goes through a run's past while the run goes on: it computes when nobody else wants to, so that the
 * live run keeps its pace; on a single core it waits for it.
 */
const LOWEST_PRIORITY = 19

setPriority(LOWEST_PRIORITY)
process.on('disconnect', () => process.exit())
try {
  const [message] = (await once(process, 'message')) as [ToReplay]
  if (message.type !== 'job') throw new Error(`Expected a job, got ${message.type}`)
  await carryOut(message.job)
} catch (error) {
  tell({ type: 'gave-up', why: messageOf(error) })
}

async function carryOut(job: Job): Promise<void> {
  const scene = await openScene(job)
  const replay = openReplay(scene, job.wishes)
  let { goal, log } = job
  for (;;) {
    for await (const reports of replay.to(goal, log)) if (reports.length > 0) tell({ type: 'reported', reports })
    const further = once(process, 'message') as Promise<[ToReplay]>
    tell({ type: 'arrived', goal, updates: replay.updates })
    const [message] = await further
    if (message.type === 'further') ({ goal, log } = message)
  }
}

function tell(message: FromReplay): void {
  process.send?.(message)
}
