import type { Probe } from '#probes/define.ts'
import { probes } from '#probes/index.ts'
import { messageOf } from '#src/vocabulary/index.ts'
import { carryOut } from '#trainer/backfill/carry-out.ts'
import type { FromReplay, ToReplay } from '#trainer/backfill/job.ts'
import type { StartReplayer } from '#trainer/backfill/replayer.ts'
import type { Experiment } from '#trainer/experiments/define.ts'

/** A replayer without a separate process: the same work, without the seconds that a process takes to begin. */
export function inProcess(catalogue: readonly Probe[] = probes, known?: readonly Experiment[]): StartReplayer {
  return (heard) => {
    let isClosed = false
    const tell = (message: FromReplay) => {
      if (isClosed) throw new Error('Closed')
      heard(message)
    }
    let send: (message: ToReplay) => void
    const next = () => new Promise<ToReplay>((resolve) => (send = resolve))
    const begin = async () => {
      const message = await next()
      if (message.type !== 'job') throw new Error(`Expected a job, got ${message.type}`)
      await carryOut(message.job, next, tell, catalogue, undefined, known)
    }
    begin().catch((error: unknown) => {
      if (!isClosed) heard({ type: 'gave-up', why: messageOf(error) })
    })
    return {
      pid: undefined,
      send: (message) => message.type !== 'pace' && send(message),
      close: () => (isClosed = true),
    }
  }
}
