import { fork } from 'node:child_process'
import { join } from 'node:path'
import { getPriority, setPriority } from 'node:os'
import { runtimeError } from '#src/vocabulary/index.ts'
import type { Checked } from './type-check.ts'

/** What is asked of the process that checks, one file at a time. */
export interface CheckRequest {
  readonly file: string
  readonly id: string
  readonly source: string
}

/** Checks files in a separate process, so that neither a compiler nor a file that never ends stands in the way of a run. */
export interface Checker {
  /** Of the process, which ends with this one however that ends. */
  readonly pid: number
  check(request: CheckRequest): Promise<Checked>
  close(): void
}

/** Behind the training, but not so far behind that a saved file waits for seconds where both share two cores. */
const NICENESS = 5

/** It stops by itself what takes too long; this is for a process that is stuck where even that does not reach. */
const PATIENCE_MS = 60_000

export function openChecker(): Checker {
  let child = begin()
  let isClosed = false
  return {
    get pid() {
      return child.pid as number
    },
    async check(request) {
      if (isClosed) return refused('closed')
      if (!child.connected) child = begin()
      const checked = await answerOf(child, request)
      if (checked === 'stuck') child.kill('SIGKILL')
      return typeof checked === 'string' ? refused(checked) : checked
    },
    close() {
      isClosed = true
      child.kill('SIGKILL')
    },
  }
}

/** One that begins with the first file: for a run of which nobody said that there will be any. */
export function openCheckerWhenNeeded(): Checker {
  let opened: Checker | null = null
  const open = () => (opened ??= openChecker())
  return {
    get pid() {
      return open().pid
    },
    check: (request) => open().check(request),
    close: () => opened?.close(),
  }
}

const ENDS = {
  stuck: `Took longer than ${PATIENCE_MS} ms to be checked and was stopped`,
  closed: 'The folder is no longer watched',
  gone: 'Ended the process in which it was checked; outside measure, a file may only define its probe',
} as const

function refused(end: keyof typeof ENDS): Checked {
  return { fault: { line: null, why: ENDS[end] }, measureLine: null }
}

/** Its memory is warm before the first file comes: it reads the language and the project's types at once. */
function begin() {
  const child = fork(join(import.meta.dirname, 'check-process.ts'), {
    execArgv: [],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  if (child.pid === undefined) throw runtimeError('Could not start the process that checks user-defined probes')
  setPriority(child.pid, Math.min(19, getPriority() + NICENESS))
  return child
}

function answerOf(child: ReturnType<typeof begin>, request: CheckRequest): Promise<Checked | keyof typeof ENDS> {
  return new Promise((resolve) => {
    const end = (answer: Checked | keyof typeof ENDS) => {
      clearTimeout(timer)
      child.off('message', end).off('exit', gone)
      resolve(answer)
    }
    const gone = () => end('gone')
    const timer = setTimeout(() => end('stuck'), PATIENCE_MS)
    child.on('message', end).on('exit', gone)
    child.send(request)
  })
}
