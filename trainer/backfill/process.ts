import { once } from 'node:events'
import { probes } from '#probes/index.ts'
import { messageOf } from '#src/vocabulary/index.ts'
import { breather } from '#trainer/run/index.ts'
import { carryOut } from './carry-out.ts'
import type { FromReplay, ToReplay } from './job.ts'
import { openPace, SHARE } from './pace.ts'

/** A process that goes through a run's past while the run goes on. */
const pace = openPace(SHARE)
const breathe = breather()
process.on('message', (message: ToReplay) => {
  if (message.type === 'pace') pace.follow(message.isTraining)
})
process.on('disconnect', () => process.exit())
try {
  const message = await heard()
  if (message.type !== 'job') throw new Error(`Expected a job, got ${message.type}`)
  await carryOut(message.job, heard, tell, probes, async () => {
    await breathe()
    await pace.rested()
  })
} catch (error) {
  tell({ type: 'gave-up', why: messageOf(error) })
}

async function heard(): Promise<ToReplay> {
  for (;;) {
    const [message] = (await once(process, 'message')) as [ToReplay]
    if (message.type !== 'pace') return message
  }
}

function tell(message: FromReplay): void {
  process.send?.(message)
}
