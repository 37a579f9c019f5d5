import { spawn } from 'node:child_process'
import { cpSync, existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { temporaryFolder } from '../../phasescope.ts'
import { isAlive, programs, withFiles } from './checkout.ts'

const SOURCES = join(import.meta.dirname, '..', '..', '..', 'src')

it('set-up ends, with what it has started, when the npm that started it is killed', async () => {
  using made = temporaryFolder()
  const root = withFiles(join(made.path, 'checkout'), {
    'package.json': '{"type":"module"}',
    'package-lock.json': '{"name":"x","lockfileVersion":3,"packages":{"":{},"node_modules/a":{"version":"1.0.0"}}}',
  })
  cpSync(join(SOURCES, 'cli', 'phasescope.js'), join(root, 'src', 'cli', 'phasescope.js'))
  for (const name of readdirSync(join(SOURCES, 'setup')).filter((file) => file.endsWith('.js')))
    cpSync(join(SOURCES, 'setup', name), join(root, 'src', 'setup', name))
  const pids = join(made.path, 'pids')
  const PATH = programs(made.path, 'npm', `echo $$ > '${pids}'; while :; do sleep 0.05; done`)
  // As npm stands between a person and the command: a shell that runs it and passes nothing on.
  const command = `'${process.execPath}' --no-warnings src/cli/phasescope.js serve & echo $!; wait`
  const npm = spawn('sh', ['-c', command], {
    cwd: root,
    env: { ...process.env, PATH, npm_command: 'run-script' },
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  const pid = Number(await new Promise<string>((resolve) => npm.stdout.once('data', (data) => resolve(String(data)))))
  const patient = { timeout: 300_000 }
  await expect.poll(() => existsSync(pids) && readFileSync(pids, 'utf8') !== '', patient).toBe(true)
  const installing = Number(readFileSync(pids, 'utf8'))
  expect([pid, installing].map(isAlive)).toEqual([true, true])
  npm.kill('SIGKILL')
  await expect.poll(() => [pid, installing].map(isAlive), patient).toEqual([false, false])
})
