import { fork } from 'node:child_process'
import { setPriority } from 'node:os'
import { join } from 'node:path'
import type { FromReplay, ToReplay } from './job.ts'

/** A process that goes through a run's past, seen from the trainer. */
export interface Replayer {
  /** Its process; undefined where it has none of its own. */
  readonly pid: number | undefined
  send(message: ToReplay): void
  /** Ends it; nothing is heard of it any more. */
  close(): void
}

/** That it ended without a last word. */
export interface Died {
  readonly type: 'died'
  readonly why: string
}

/** Starts one. It speaks until it is closed; `gave-up` or `died` is the last that is heard. */
export type StartReplayer = (heard: (message: FromReplay | Died) => void) => Replayer

/** It computes when nobody else wants to, so that the live run keeps its pace; on a single core it waits for it. */
const LOWEST_PRIORITY = 19

export const startReplayer: StartReplayer = (heard) => {
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
  // At birth, before it has read its program and TensorFlow: that alone takes seconds of both cores.
  if (child.pid !== undefined) setPriority(child.pid, LOWEST_PRIORITY)
  child.on('message', (message: FromReplay) => say(message))
  child.on('error', ({ message: why }) => say({ type: 'died', why }))
  child.on('exit', (code, signal) => {
    say({ type: 'died', why: `The process that replays the run ended with ${signal ?? `code ${code}`}` })
  })
  return {
    pid: child.pid,
    // Where it is gone, its exit says so.
    send: (message) => void child.send(message, () => {}),
    close() {
      isOver = true
      child.kill('SIGKILL')
    },
  }
}
