import { once } from 'node:events'
import { setPriority } from 'node:os'
import { messageOf } from '#src/vocabulary/index.ts'
import { carryOut } from './carry-out.ts'
import type { FromReplay, ToReplay } from './job.ts'

/**
 * A process that goes through a run's past while the run goes on: it computes when nobody else wants to, so that the
 * live run keeps its pace; on a single core it waits for it.
 */
const LOWEST_PRIORITY = 19

setPriority(LOWEST_PRIORITY)
process.on('disconnect', () => process.exit())
try {
  const message = await heard()
  if (message.type !== 'job') throw new Error(`Expected a job, got ${message.type}`)
  await carryOut(message.job, heard, tell)
} catch (error) {
  tell({ type: 'gave-up', why: messageOf(error) })
}

async function heard(): Promise<ToReplay> {
  const [message] = (await once(process, 'message')) as [ToReplay]
  return message
}

function tell(message: FromReplay): void {
  process.send?.(message)
}
