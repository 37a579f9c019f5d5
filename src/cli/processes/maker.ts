import { computeExactly } from '#trainer/backend/index.ts'
import { makeRun } from '#src/cli/sweeps/make-run.ts'
import type { FromMaker, ToMaker } from './process-queue.ts'

/**
 * A process that makes runs one after the other, so that TensorFlow is loaded once for all of them. It is alone in its group: what
 * a terminal sends to whoever started it, that one passes on. When that one is gone it ends at once, as if killed: what it
 * trained is resumed when somebody asks for it again.
 */
computeExactly()
process.on('disconnect', () => process.exit(1))

let hasBegun = false

process.on('message', (message: ToMaker) => {
  if (message.type === 'make') void makeRun(message.job, message.data, heard)
  else stop()
})

function heard(event: FromMaker): void {
  hasBegun = event.type !== 'ended'
  process.send?.(event)
}

/** What has begun ends as stopped, by the signal on which every run ends politely. What has not never does. */
function stop(): void {
  if (hasBegun) process.kill(process.pid, 'SIGTERM')
  else process.exit()
}
