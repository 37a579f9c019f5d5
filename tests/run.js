/**
 * `npm test`: installs what is missing, then runs everything in Node 24. Plain JavaScript, since it starts on whatever
 * Node the machine has.
 */
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { ensureInstalled, nodePath } from '../src/setup/install.js'
import { inForeground } from './foreground.js'

const root = join(dirname(fileURLToPath(import.meta.url)), '..')

try {
  await ensureInstalled(root)
  const suite = join(root, 'tests', 'suite.ts')
  const { code, signal } = await inForeground(nodePath(root), [suite, ...process.argv.slice(2)], root)
  if (signal !== null) console.error(`The tests were ended by ${signal}`)
  process.exit(code)
} catch (error) {
  console.error(error.message)
  console.log('0 passed, 1 failed')
  process.exit(1)
}
