import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { temporaryFolder } from '../../phasescope.ts'
import { isAlive, withFiles } from './checkout.ts'

const FOREGROUND = join(import.meta.dirname, '..', '..', 'foreground.js')
const PATIENT = { timeout: 300_000 }

/** A program that runs another, and that one's. Each writes its process id. */
function family(folder: string) {
  withFiles(folder, {
    'leaf.mjs': `import { writeFileSync } from 'node:fs'
      writeFileSync('leaf', String(process.pid))
      setInterval(() => {}, 1000)`,
    'suite.mjs': `import { spawn } from 'node:child_process'
      import { writeFileSync } from 'node:fs'
      writeFileSync('suite', String(process.pid))
      spawn(process.execPath, ['leaf.mjs'], { stdio: 'inherit' })
      setInterval(() => {}, 1000)`,
    'run.mjs': `import { writeFileSync } from 'node:fs'
      import { inForeground } from ${JSON.stringify(FOREGROUND)}
      writeFileSync('run', String(process.pid))
      const { code, signal } = await inForeground(process.execPath, [process.argv[2]], process.cwd())
      console.log(JSON.stringify({ code, signal }))`,
    'three.mjs': 'process.exit(3)',
  })
  const pids = () => ['run', 'suite', 'leaf'].map((name) => Number(readFileSync(join(folder, name), 'utf8')))
  const areThere = () => ['run', 'suite', 'leaf'].every((name) => existsSync(join(folder, name)))
  return { pids, areThere }
}

it('a program in the foreground ends, with all that it has started, when the npm that started it is killed', async () => {
  using folder = temporaryFolder()
  const { pids, areThere } = family(folder.path)
  const npm = spawn('sh', ['-c', `'${process.execPath}' run.mjs suite.mjs & wait`], {
    cwd: folder.path,
    env: { ...process.env, npm_command: 'test' },
    stdio: 'ignore',
  })
  await expect.poll(areThere, PATIENT).toBe(true)
  await expect.poll(() => pids().map(isAlive), PATIENT).toEqual([true, true, true])
  npm.kill('SIGKILL')
  await expect.poll(() => pids().map(isAlive), PATIENT).toEqual([false, false, false])
})

it('hears of a Ctrl-C, and its exit code is told', async () => {
  using folder = temporaryFolder()
  const { pids, areThere } = family(folder.path)
  const run = (program: string) => {
    const child = spawn(process.execPath, ['run.mjs', program], {
      cwd: folder.path,
      stdio: ['ignore', 'pipe', 'inherit'],
    })
    let said = ''
    child.stdout.on('data', (text: Buffer) => (said += text.toString()))
    return { child, ended: once(child, 'close').then(() => JSON.parse(said) as object) }
  }
  expect(await run('three.mjs').ended).toEqual({ code: 3, signal: null })
  const { child, ended } = run('suite.mjs')
  await expect.poll(areThere, PATIENT).toBe(true)
  await expect.poll(() => pids().map(isAlive), PATIENT).toEqual([true, true, true])
  child.kill('SIGINT')
  expect(await ended).toEqual({ code: 1, signal: 'SIGINT' })
  await expect.poll(() => pids().map(isAlive), PATIENT).toEqual([false, false, false])
})
