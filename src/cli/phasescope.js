#!/usr/bin/env node
/**
 * The command `phasescope`. It runs on any Node from 18 on: what is missing is installed first, then Node 24 from the
 * lock file takes over (TypeScript without a build step, and SQLite).
 */
import { spawn } from 'node:child_process'
import module from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { ensureInstalled, nodePath } from '../setup/install.js'
import { whenOrphaned } from '../setup/orphan.js'

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..')

// An npm that is killed leaves no set-up and no Node 24 behind; what runs in this process looks for itself.
const stopLooking = whenOrphaned(() => process.kill(process.pid, 'SIGTERM'))

try {
  await ensureInstalled(root)
} catch (error) {
  process.stderr.write(`phasescope: ${error.message}\n`)
  process.exit(1)
}

if (Number(process.versions.node.split('.')[0]) >= 24) {
  // Types are stripped and code is compiled once, not at every call, nor in the processes that this one starts.
  process.env.NODE_COMPILE_CACHE ??= join(root, 'node_modules', '.cache', 'compiled')
  module.enableCompileCache(process.env.NODE_COMPILE_CACHE)
  stopLooking()
  await import('./main.ts')
} else handOver()

/** The same command in Node 24, with its terminal, its signals and its exit code; it ends when this process does. */
function handOver() {
  const child = spawn(nodePath(root), [fileURLToPath(import.meta.url), ...process.argv.slice(2)], {
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
  })
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal))
  child.on('close', (code, signal) => process.exit(code ?? (signal === 'SIGINT' ? 130 : 1)))
}
