/**
 * Stands between a process and a program that it runs: ends the program, and all that this has started, when the process
 * is gone. It leads a group of processes, which one signal ends. Plain JavaScript, for whatever Node is there.
 */
import { spawn } from 'node:child_process'

const [program, ...args] = process.argv.slice(2)
/** Locks of the process that is guarded: open here too, they are held until the group is gone. */
const held = new Set()

process.on('message', (_, socket) => held.add(socket))
process.on('disconnect', () => process.kill(-process.pid, 'SIGKILL'))

const child = spawn(program, args, { stdio: 'inherit' })
const end = (how) => process.send(how, () => process.exit())
child.on('error', ({ message }) => end({ status: null, why: message }))
child.on('close', (status, signal) => {
  if (child.pid !== undefined) end({ status, why: signal === null ? '' : `stopped by ${signal}` })
})
