import { fork } from 'node:child_process'
import { getPriority, setPriority } from 'node:os'
import { runtimeError } from '#src/vocabulary/index.ts'
import type { FileKind } from './kind.ts'
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

/** How the files of a kind are checked. */
export interface Checking {
  readonly kind: FileKind
  /** What the process runs: it answers each request by what it found. */
  readonly script: string
  /** How far behind whoever waits for it, who may be training. */
  readonly niceness: number
}

/**
 * It stops by itself what takes too long; this is for a process that is stuck where even that does not reach. A machine on which many
 * train makes minutes of the seconds that a check takes.
 */
const PATIENCE_MS = 600_000

export function openChecker({ script, kind, niceness }: Checking): Checker {
  let child = begin(script, niceness)
  let isClosed = false
  return {
    get pid() {
      return child.pid as number
    },
    async check(request) {
      if (isClosed) return refused('closed', kind)
      if (!child.connected) child = begin(script, niceness)
      const checked = await answerOf(child, request)
      if (checked === 'stuck') child.kill('SIGKILL')
      return typeof checked === 'string' ? refused(checked, kind) : checked
    },
    close() {
      isClosed = true
      child.kill('SIGKILL')
    },
  }
}

/** One that begins with the first file: for a run of which nobody said that there will be any. */
export function openCheckerWhenNeeded(open: () => Checker): Checker {
  let opened: Checker | null = null
  const once = () => (opened ??= open())
  return {
    get pid() {
      return once().pid
    },
    check: (request) => once().check(request),
    close: () => opened?.close(),
  }
}

type End = 'stuck' | 'closed' | 'gone'

function refused(end: End, kind: FileKind): Checked {
  const why = {
    stuck: `Took longer than ${PATIENCE_MS} ms to be checked and was stopped`,
    closed: 'The folder is no longer watched',
    gone: `Ended the process in which it was checked; ${kind.loads}`,
  }[end]
  return { fault: { line: null, why }, measureLine: null }
}

/** Its memory is warm before the first file comes: it reads the language and the project's types at once. */
function begin(script: string, niceness: number) {
  const child = fork(script, {
    execArgv: [],
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  if (child.pid === undefined) throw runtimeError('Could not start the process that checks user-defined files')
  setPriority(child.pid, Math.min(19, getPriority() + niceness))
  return child
}

function answerOf(child: ReturnType<typeof begin>, request: CheckRequest): Promise<Checked | End> {
  return new Promise((resolve) => {
    const end = (answer: Checked | End) => {
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
