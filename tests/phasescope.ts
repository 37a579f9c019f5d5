import { spawn, type ChildProcess } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

/** The program as a user runs it: a separate process, with its output and its exit code. */
const ROOT = join(import.meta.dirname, '..')
const MAIN = join(ROOT, 'src', 'cli', 'main.ts')
/** Where Node keeps what it has compiled: a process of ours starts in two thirds of the time. */
export const NODE_COMPILE_CACHE = join(ROOT, 'node_modules', '.cache', 'compiled')

export type Running = {
  readonly child: ChildProcess
  readonly stdout: () => string
  readonly stderr: () => string
  /** Resolves when the process has ended. */
  readonly ended: Promise<{ code: number | null; stdout: string; stderr: string }>
  /** Resolves with the match as soon as stdout holds it; rejects when the process ends first. */
  readonly says: (pattern: RegExp) => Promise<RegExpExecArray>
}

/** Where hubs that tests start leave word of themselves: no program of whoever runs the tests is to find them. */
export const XDG_STATE_HOME = join(tmpdir(), `phasescope-tests-${process.pid}`)

/** `within`: the command that runs the process, where it is not to run as this one does. */
export function start(args: readonly string[], env: NodeJS.ProcessEnv = {}, within: readonly string[] = []): Running {
  const [program = '', ...rest] = [...within, process.execPath, MAIN, ...args]
  const child = spawn(program, rest, {
    env: { ...process.env, NODE_COMPILE_CACHE, XDG_STATE_HOME, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let stdout = ''
  let stderr = ''
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text))
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text))
  const ended = new Promise<{ code: number | null; stdout: string; stderr: string }>((resolve) =>
    child.on('close', (code) => resolve({ code, stdout, stderr })),
  )
  const says = (pattern: RegExp) =>
    new Promise<RegExpExecArray>((resolve, reject) => {
      const look = () => {
        const match = pattern.exec(stdout)
        if (match !== null) resolve(match)
      }
      child.stdout.on('data', look)
      child.on('close', (code) =>
        reject(
          new Error(`phasescope ${args[0]} ended with code ${code} before it said ${pattern}:\n${stdout}${stderr}`),
        ),
      )
      look()
    })
  return { child, stdout: () => stdout, stderr: () => stderr, ended, says }
}

/** Runs a command to its end. */
export function phasescope(args: readonly string[], env: NodeJS.ProcessEnv = {}) {
  return start(args, env).ended
}

/** A folder of the test's own, gone afterwards. */
export function temporaryFolder(): { path: string; [Symbol.dispose](): void } {
  const path = mkdtempSync(join(tmpdir(), 'phasescope-'))
  return { path, [Symbol.dispose]: () => rmSync(path, { recursive: true, force: true }) }
}

export async function freePort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  await new Promise((resolve) => server.close(resolve))
  if (address === null || typeof address === 'string') throw new Error('No port')
  return address.port
}

/** The JSON lines of a training run. */
export type Line = {
  type: string
  series?: string
  step?: number
  value?: number | string
  values?: (number | string)[]
  weights?: string
  run?: string
}

export function linesOf(stdout: string): Line[] {
  return stdout
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as Line)
}
