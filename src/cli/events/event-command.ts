import { spawn, type ChildProcess } from 'node:child_process'
import { accessSync, constants, statSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { setTimeout as after } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { runtimeError, usageError } from '#src/vocabulary/index.ts'
import { eventVariables, type RunEvent } from './run-event.ts'
import { wordsOf } from './words.ts'

/** How long a command may take with one event, and how much it may write. */
export interface CommandLimits {
  readonly ms: number
  readonly bytes: number
}

const COMMAND_LIMITS: CommandLimits = { ms: 30_000, bytes: 1 << 20 }

/** So much of what a command wrote on stderr is said where it failed. */
const SAID = 300
/** What a command that has ended wrote is here by then. */
const REST_MS = 200

const guard = fileURLToPath(new URL('../../setup/guard.js', import.meta.url))

/** Tells an event to somebody; rejects where that did not come to its end, as when it is no longer wanted. */
export type Tell = (event: RunEvent, wanted: AbortSignal) => Promise<void>

/**
 * Tells events to a command of the user's own: as JSON on its stdin and in its environment, and never in its arguments. It and all that it starts
 * are ended after so long, and when this process is gone.
 */
export function commandTelling(given: string, limits: CommandLimits = COMMAND_LIMITS): Tell {
  const [program, ...args] = wordsOf('--on-event', given)
  assertThere(program)
  return async (event, wanted) => {
    const env = { ...process.env, ...eventVariables(event) }
    // Its guard leads a group of processes, which goes as a whole.
    const child = spawn(process.execPath, [guard, program, ...args], {
      env,
      stdio: ['pipe', 'pipe', 'pipe', 'ipc'],
      detached: true,
    })
    // Where there was no process to be had, such as for want of files, it has no streams, and its error comes in a moment.
    if (child.pid === undefined) throw runtimeError(`'${program}': ${await failureOf(child)}`)
    child.stdin!.on('error', () => {}) // it need not read
    child.stdin!.end(`${JSON.stringify(event)}\n`)
    await ended(child, program, limits, wanted)
  }
}

function failureOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve) => child.once('error', ({ message }) => resolve(message)))
}

async function ended(
  child: ChildProcess,
  program: string,
  { ms, bytes }: CommandLimits,
  wanted: AbortSignal,
): Promise<void> {
  let [why, written, errors]: [string | null, number, string] = [null, 0, '']
  let end: { status: number | null; why?: string } = { status: null, why: 'it could not be watched' }
  const stop = (because: string) => {
    why ??= because
    endGroup(child)
  }
  const timer = setTimeout(() => stop(`it took more than ${ms / 1000} s, and was ended`), ms)
  const unwanted = () => stop('it was ended with what it was told of')
  wanted.addEventListener('abort', unwanted)
  const count = (text: string) => {
    written += text.length
    if (written > bytes) stop(`it wrote more than ${bytes} bytes, and was ended`)
  }
  child.stdout!.setEncoding('utf8').on('data', count)
  child.stderr!.setEncoding('utf8').on('data', (text: string) => {
    if (errors.length < SAID) errors += text.slice(0, SAID - errors.length)
    count(text)
  })
  child.on('message', (message) => (end = message as typeof end))
  await new Promise<void>((resolve) => {
    const closed = new Promise((close) => child.once('close', close))
    child.once('error', (error) => {
      why ??= error.message
      resolve()
    })
    child.once('exit', () => {
      // What it has left in its group would hold its output for as long as it likes.
      endGroup(child)
      void Promise.race([closed, after(REST_MS)]).then(() => resolve())
    })
  })
  clearTimeout(timer)
  wanted.removeEventListener('abort', unwanted)
  for (const stream of [child.stdout, child.stderr, child.stdin]) stream?.destroy()
  if (why === null && end.status === 0) return
  const how = why ?? (end.status === null ? end.why : `it ended with code ${end.status}`)
  throw runtimeError(`'${program}': ${how}${errors.trim() === '' ? '' : `: ${errors.trim()}`}`)
}

/** Of a group that is gone nothing is left to end, and what another user runs in it, as by sudo, is not ours to end. */
function endGroup({ pid }: ChildProcess): void {
  if (pid === undefined) return
  try {
    process.kill(-pid, 'SIGKILL')
  } catch (error) {
    if (!['ESRCH', 'EPERM'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error
  }
}

/** Who mistypes a program is told at once, and not at the first event. */
function assertThere(program: string): void {
  const places = program.includes('/') ? [program] : (process.env.PATH ?? '').split(delimiter).map((folder) => join(folder, program)) // prettier-ignore
  if (!places.some(isProgram))
    throw usageError(`--on-event: expected a program that can be run, got '${program}', which ${program.includes('/') ? 'is no such file' : 'no folder of PATH has'}`) // prettier-ignore
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return statSync(path).isFile()
  } catch {
    return false
  }
}
