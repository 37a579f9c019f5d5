import { whyOf } from '../harmless.ts'
import { builtin, environment } from './builtin.ts'

/** How a run ends that nobody ends. */
export interface End {
  readonly how: 'completed' | 'failed'
  readonly why: string | null
}

/** A run that goes on. */
export interface Live {
  finish(end: End): Promise<void>
  /** Without waiting for anything: this process is over when it returns. */
  leave(end: End): void
}

const live = new Set<Live>()
/** What was thrown and caught by nobody but a handler of the training's own, which may end the process. */
let thrown: string | null = null

/** From now on the run ends with the process, until it is said that it has ended. A page ends without a word. */
export function endsWithProcess(run: Live): () => void {
  if (environment() === null) return () => {}
  if (live.size === 0) process.on('uncaughtException', failed).on('exit', exited)
  live.add(run)
  return () => {
    if (!live.delete(run) || live.size > 0) return
    process.off('uncaughtException', failed).off('exit', exited)
    thrown = null
  }
}

/** Nobody has caught it: its runs have failed, and then the process ends as it would have. */
function failed(error: unknown): void {
  const why = failureOf(error)
  if (process.listenerCount('uncaughtException') > 1) return void (thrown = why) // it may go on
  const isFirst = thrown === null
  thrown ??= why
  say(error)
  if (!isFirst) return
  const ends = [...live].map((run) => run.finish({ how: 'failed', why }))
  void Promise.allSettled(ends).then(() => process.exit(process.exitCode || 1))
}

function exited(code: number): void {
  const end: End = code === 0 ? { how: 'completed', why: null } : { how: 'failed', why: thrown ?? `exit: ${code}` }
  for (const run of [...live]) run.leave(end)
}

/** `RangeError: no such layer` */
function failureOf(error: unknown): string {
  try {
    if (error instanceof Error) return `${error.name}: ${whyOf(error)}`.slice(0, 1000)
  } catch {
    // It does not even say what it is.
  }
  return whyOf(error)
}

function say(error: unknown): void {
  try {
    process.stderr.write(`Uncaught ${builtin('node:util').inspect(error)}\n`)
  } catch {
    process.stderr.write(`Uncaught ${failureOf(error)}\n`)
  }
}
