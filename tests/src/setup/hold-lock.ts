/** Run as a child process: holds a lock, for a moment under a name that it logs, or until it is killed. */
import { appendFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { command } from '#src/setup/command.js'
import { alone, type Holder } from '#src/setup/lock.js'

const [folder, name] = process.argv.slice(2) as [string, string]
const onWait = ({ pid, doing }: Holder) => process.stdout.write(`waits for ${pid}, which ${doing}\n`)
await alone(join(folder, 'lock'), { doing: `is ${name}`, onWait }, async () => {
  process.stdout.write('holds\n')
  if (name === 'running') await command('sh', ['-c', `while :; do date >> '${folder}/ticks'; sleep 0.02; done`])
  if (name === 'forever') await sleep(600_000)
  appendFileSync(join(folder, 'log'), `${name} begins\n`)
  await sleep(50)
  appendFileSync(join(folder, 'log'), `${name} ends\n`)
})
