/** Runs programs that end when this process ends, in whatever way it does. */
import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { heldSockets } from './lock.js'

const guard = fileURLToPath(new URL('./guard.js', import.meta.url))

/**
 * Runs a program to its end and returns what it said; a missing program is a result, not an exception. The program and
 * all that it starts are ended at once when this process is gone, on `signal`, or after `timeoutMs`. Until they
 * are, the locks that this process holds now stay held.
 * @typedef {{ readonly status: number | null, readonly output: string, readonly errors: string }} CommandResult `status` is
 * null where the program could not be started or was stopped
 * @param {string} program
 * @param {readonly string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, timeoutMs?: number, signal?: AbortSignal, onOutput?: (text: string) => void, onErrors?: (text: string) => void }} [options]
 * @returns {Promise<CommandResult>}
 */
export function command(program, args, { cwd, env, timeoutMs, signal, onOutput, onErrors } = {}) {
  return new Promise((resolve) => {
    const child = spawn(nodeThatIsThere(), [guard, program, ...args], {
      cwd,
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      detached: true, // a group of its own, which can be ended as a whole
    })
    // Said so that it stays: after a write that had to wait, Node takes it that nobody listens, and ends in the middle.
    child.channel?.ref()
    let output = ''
    let errors = ''
    let end = { status: null, why: 'it could not be watched' }
    const stop = () => child.exitCode === null && child.signalCode === null && process.kill(-child.pid, 'SIGKILL')
    const deadline = timeoutMs && setTimeout(stop, timeoutMs)
    signal?.addEventListener('abort', stop)
    child.stdout.setEncoding('utf8').on('data', (text) => {
      output += text
      onOutput?.(text)
    })
    child.stderr.setEncoding('utf8').on('data', (text) => {
      errors += text
      onErrors?.(text)
    })
    child.on('message', (message) => (end = message))
    child.on('error', (error) => (end = { status: null, why: error.message }))
    child.on('close', (_code, by) => {
      clearTimeout(deadline)
      signal?.removeEventListener('abort', stop)
      const { status, why = '' } = by === null ? end : { status: null, why: `stopped by ${by}` }
      resolve({ status, output, errors: [errors, why].filter((text) => text !== '').join('\n') })
    })
    for (const socket of heldSockets()) child.send('held', socket, {}, () => {}) // where it is gone, it holds nothing
  })
}

/**
 * `npm start` and `npx` put the Node of the checkout first, and to install the packages anew removes it under the process
 * that it runs: then the machine's.
 */
function nodeThatIsThere() {
  return existsSync(process.execPath) ? process.execPath : 'node'
}
