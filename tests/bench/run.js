/** `npm run bench [-- name …]`: installs what is missing, then runs the benchmarks in Node 24; JSON on stdout. */
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { ensureInstalled, nodePath } from '../../src/setup/install.js'
import { inForeground } from '../foreground.js'

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..')
await ensureInstalled(root)
const suite = join(root, 'tests/bench/suite.ts')
const { code, signal } = await inForeground(nodePath(root), [suite, ...process.argv.slice(2)], root)
if (signal !== null) console.error(`bench: ended by ${signal}`)
process.exit(code)
