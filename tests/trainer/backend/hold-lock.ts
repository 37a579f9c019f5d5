/** Run as a child process: holds the cache's lock, for a moment under a name that it logs, or forever. */
import { appendFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { alone } from '../../../trainer/backend/native/cache.ts'

const [folder, name] = process.argv.slice(2) as [string, string]
await alone(folder, () => {}, async () => {
  if (name === 'forever') {
    process.stdout.write('held')
    await sleep(60_000)
  }
  appendFileSync(join(folder, 'log'), `${name} begins\n`)
  await sleep(100)
  appendFileSync(join(folder, 'log'), `${name} ends\n`)
}) // prettier-ignore
