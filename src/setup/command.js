/** Runs programs that end when this process ends, in whatever way it does. */
import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { heldSockets } from './lock.js'

const guard = fileURLToPath(new URL('./guard.js', import.meta.url))

/**
 * Runs a program to its end and returns what it said; a missing program is a result, not an exception. The program and
 * all that it starts are ended at once when this process is gone, or when it takes longer than `timeoutMs`. Until they
 * are, the locks that this process holds now stay held.
 * @typedef {{ readonly status: number | null, readonly output: string, readonly errors: string }} CommandResult `status` is
 * null where the program could not be started or was stopped
 * @param {string} program
 * @param {readonly string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, timeoutMs?: number, onOutput?: (text: string) => void }} [options]
 * @returns {Promise<CommandResult>}
 */
export function command(program, args, { cwd, env, timeoutMs, onOutput } = {}) {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [guard, program, ...args], {
      cwd,
      env: { ...process.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      detached: true, // a group of its own, which can be ended as a whole
    })
    let output = ''
    let errors = ''
    let end = { status: null, why: 'it could not be watched' }
    const deadline = timeoutMs && setTimeout(() => process.kill(-child.pid, 'SIGKILL'), timeoutMs)
    child.stdout.setEncoding('utf8').on('data', (text) => {
      output += text
      onOutput?.(text)
    })
    child.stderr.setEncoding('utf8').on('data', (text) => (errors += text))
    child.on('message', (message) => (end = message))
    child.on('error', (error) => (end = { status: null, why: error.message }))
    child.on('close', (_code, signal) => {
      clearTimeout(deadline)
      const { status, why = '' } = signal === null ? end : { status: null, why: `stopped by ${signal}` }
      resolve({ status, output, errors: [errors, why].filter((text) => text !== '').join('\n') })
    })
    for (const socket of heldSockets()) child.send('held', socket, {}, () => {}) // where it is gone, it holds nothing
  })
}
