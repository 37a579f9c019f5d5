import { fork } from 'node:child_process'
import { join } from 'node:path'
import type { FromReplay, ToReplay } from './job.ts'

/** A process that goes through a run's past, seen from the trainer. */
export interface Replayer {
  send(message: ToReplay): void
  /** Ends it; nothing is heard of it any more. */
  close(): void
}

/** It is gone without a word of its own: it was killed, or could not be started. */
export type Died = { readonly type: 'died'; readonly why: string }

/** Starts one. It speaks until it is closed; `gave-up` or `died` is the last that is heard. */
export function startReplayer(heard: (message: FromReplay | Died) => void): Replayer {
  let isOver = false
  const say = (message: FromReplay | Died) => {
    if (isOver) return
    isOver = message.type === 'gave-up' || message.type === 'died'
    heard(message)
  }
  const child = fork(join(import.meta.dirname, 'process.ts'), {
    // Typed arrays and NaN travel as what they are.
    serialization: 'advanced',
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  child.on('message', (message: FromReplay) => say(message))
  child.on('error', ({ message: why }) => say({ type: 'died', why }))
  child.on('exit', (code, signal) => {
    say({ type: 'died', why: `The process that replays the run ended with ${signal ?? `code ${code}`}` })
  })
  return {
    send: (message) => void child.send(message),
    close() {
      isOver = true
      child.kill('SIGKILL')
    },
  }
}
