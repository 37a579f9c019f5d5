import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:net'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { temporaryFolder } from '../../phasescope.ts'
import { isAlive, programs, setUp, withFiles } from './checkout.ts'

/** A checkout with one package to install, and a stand-in for npm that installs it when it is let. */
/** A busy machine starts a process in seconds. */
const PATIENT = { timeout: 300_000 }

let made: ReturnType<typeof temporaryFolder>
let root: string
let started: ReturnType<typeof setUp>[]
const inFolder = (...names: string[]) => join(made.path, ...names)
const read = (name: string) => readFileSync(inFolder(name), 'utf8').trim().split('\n')

const LOCK = JSON.stringify({
  name: 'x',
  lockfileVersion: 3,
  packages: { '': {}, 'node_modules/a': { version: '1.0.0' } },
})
/** What npm leaves when it is done, the program of Node among it. */
const INSTALLS = `
  mkdir -p node_modules/a node_modules/node/bin && cp package-lock.json node_modules/.package-lock.json
  touch node_modules/node/bin/node`

beforeEach(() => {
  made = temporaryFolder()
  root = withFiles(inFolder('a checkout of é'), { 'package.json': '{}', 'package-lock.json': LOCK })
  started = []
})

afterEach(() => {
  for (const { child } of started) child.kill('SIGKILL')
  made[Symbol.dispose]()
})

function start(PATH: string, env: NodeJS.ProcessEnv = {}) {
  const process = setUp('install.js', 'ensureInstalled', root, { PATH, ...env })
  started.push(process)
  return process
}

/** An npm that says who it is and has a child that writes on; told `go`, it installs. */
const slowNpm = () =>
  programs(
    made.path,
    'npm',
    `echo $$ >> '${inFolder('pids')}'
     [ -e '${inFolder('go')}' ] && { ${INSTALLS}; exit 0; }
     mkdir -p node_modules/a
     sh -c 'while :; do date > node_modules/a/half; sleep 0.02; done' &
     echo $! >> '${inFolder('pids')}'
     wait`,
  )
const pids = () => read('pids').map(Number)
const isInstalling = () => expect.poll(() => existsSync(inFolder('pids')) && pids().length >= 2, PATIENT).toBe(true)

describe('cut off while npm installs', () => {
  it.each(['SIGINT', 'SIGTERM', 'SIGKILL'] as const)(
    'by %s: npm ends with its children, and the next start installs',
    async (signal) => {
      const PATH = slowNpm()
      const first = start(PATH)
      await isInstalling()
      first.child.kill(signal)
      expect((await first.ended).signal).toBe(signal)
      await expect.poll(() => pids().filter(isAlive), PATIENT).toEqual([])
      writeFileSync(inFolder('go'), '')
      expect(await start(PATH).ended).toMatchObject({ code: 0, said: expect.stringContaining('✓ Installing packages') })
      expect(existsSync(join(root, 'node_modules', '.package-lock.json'))).toBe(true)
    },
  )

  it('the start that waits goes on, and says for whom it waited', async () => {
    const PATH = slowNpm()
    const first = start(PATH)
    await isInstalling()
    const second = start(PATH)
    const waits = await second.says(/Waiting/)
    expect(waits).toContain(`Waiting for process ${first.child.pid}, which installs packages here`)
    writeFileSync(inFolder('go'), '')
    const before = pids()
    first.child.kill('SIGKILL')
    expect((await second.ended).code).toBe(0)
    expect(before.filter(isAlive)).toEqual([])
  })
})

it('two starts at once install once', async () => {
  const PATH = programs(
    made.path,
    'npm',
    `echo $$ >> '${inFolder('pids')}'; until [ -e '${inFolder('go')}' ]; do sleep 0.02; done; ${INSTALLS}`,
  )
  const both = [start(PATH), start(PATH)]
  await Promise.any(both.map(({ says }) => says(/Waiting for process \d+, which installs packages here/)))
  writeFileSync(inFolder('go'), '')
  expect((await Promise.all(both.map(({ ended }) => ended))).map(({ code }) => code)).toEqual([0, 0])
  expect(pids().length).toBe(1)
})

it('what an installation of before has left in the way is cleared once', async () => {
  withFiles(root, { 'node_modules/.a-XyZ/rest': '' })
  const refuses = `[ -e node_modules/.a-XyZ ] && { echo 'npm error code ENOTEMPTY' >&2; exit 1; }`
  const PATH = programs(made.path, 'npm', `echo ran >> '${inFolder('log')}'; ${refuses}; ${INSTALLS}`)
  expect((await start(PATH).ended).code).toBe(0)
  expect(read('log')).toEqual(['ran', 'ran'])
})

it('a machine without npm is told so', async () => {
  const { code, said } = await start(inFolder('nothing')).ended
  expect(code).toBe(1)
  expect(said).toMatch(/\nnpm was not found; install it/)
})

describe('npm itself', () => {
  let server: Server | undefined
  afterEach(() => void server?.close())

  /** What set-up says, by the npm of this machine, of a registry that treats a connection so. */
  async function saidWith(listen: boolean, env: NodeJS.ProcessEnv = {}): Promise<string[]> {
    const silent = createServer((line) => line.on('error', () => line.destroy()))
    server = silent
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve))
    const registry = `http://127.0.0.1:${(silent.address() as { port: number }).port}`
    if (!listen) await new Promise((resolve) => silent.close(resolve))
    const a = { version: '1.0.0', resolved: `${registry}/a/-/a-1.0.0.tgz`, integrity: `sha512-${'A'.repeat(86)}==` }
    const root_ = { dependencies: { a: '1.0.0' } }
    const lock = { name: 'x', lockfileVersion: 3, packages: { '': root_, 'node_modules/a': a } }
    withFiles(root, { 'package.json': JSON.stringify(root_), 'package-lock.json': JSON.stringify(lock) })
    const { code, said } = await start(process.env.PATH ?? '', {
      npm_config_registry: registry,
      npm_config_cache: inFolder('cache'),
      ...env,
    }).ended
    expect(code).toBe(1)
    return said
      .trim()
      .split('\n')
      .slice(2)
      .map((line) => line.replace(registry, 'REGISTRY'))
  }

  it('cannot reach the registry: one line says so', async () => {
    expect(await saidWith(false)).toEqual([
      expect.stringMatching(
        /^The packages come from REGISTRY, which does not answer \(ECONNREFUSED\); connect to the network/,
      ),
    ])
  })

  it('is stopped when request after request fails', async () => {
    const line = 'npm http fetch GET https://npm.example/a attempt 1 failed with ETIMEDOUT'
    const PATH = programs(made.path, 'npm', `for i in 1 2 3 4 5; do echo '${line}' >&2; done; sleep 600`)
    const { code, said } = await start(PATH).ended
    expect(code).toBe(1)
    expect(said.trim().split('\n').slice(2)).toEqual([
      expect.stringMatching(/https:\/\/npm\.example, which does not answer/),
    ])
  })

  it('gets no word from the registry: likewise', async () => {
    expect(await saidWith(true, { npm_config_fetch_timeout: '500' })).toEqual([
      expect.stringMatching(/^The packages come from REGISTRY, which does not answer \(\w+\)/),
    ])
  })
})
