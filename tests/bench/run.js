/** `npm run bench [-- name …]`: installs what is missing, then runs the benchmarks in Node 24; JSON on stdout. */
import { spawn } from 'node:child_process'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { ensureInstalled, nodePath } from '../../src/setup/install.js'

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..')
await ensureInstalled(root)
const child = spawn(nodePath(root), [join(root, 'tests/bench/suite.ts'), ...process.argv.slice(2)], {
  cwd: root,
  stdio: 'inherit',
})
child.on('close', (code, signal) => {
  if (signal !== null) console.error(`bench: ended by ${signal}`)
  process.exit(code ?? 1)
})
