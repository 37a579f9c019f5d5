import { spawn } from 'node:child_process'
import { whenOrphaned } from '../src/setup/orphan.js'

/**
 * Runs a program to its end, in this one's terminal, and gives its exit code. It leads a group of processes: with the npm
 * that started this one, which passes no signal on, the whole group ends. Plain JavaScript, for whatever Node is there.
 * @param {string} program
 * @param {readonly string[]} args
 * @param {string} cwd
 * @returns {Promise<{ readonly code: number, readonly signal: string | null }>}
 */
export function inForeground(program, args, cwd) {
  const child = spawn(program, args, { cwd, stdio: 'inherit', detached: true })
  const toGroup = (signal) => {
    if (child.pid !== undefined && child.exitCode === null && child.signalCode === null)
      process.kill(-child.pid, signal)
  }
  // A group of its own hears nothing of a Ctrl-C in the terminal.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => toGroup(signal))
  const stopLooking = whenOrphaned(() => {
    toGroup('SIGKILL')
    process.exit(1)
  })
  return new Promise((resolve, reject) => {
    child.on('error', reject)
    child.on('close', (code, signal) => {
      stopLooking()
      resolve({ code: code ?? 1, signal })
    })
  })
}
