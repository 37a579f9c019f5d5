import { existsSync, readFileSync, statSync, symlinkSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { init } from '#src/clients/js/index.ts'
import type { InitOptions } from '#src/clients/js/phasescope.d.ts'
import { temporaryFolder } from '../../phasescope.ts'
import { served, type Served } from '../../served.ts'
import { allPoints } from './all-points.ts'
import { clientIn, script } from './script.ts'

/** A run that goes on in another process, however the one before it ended. */
const client = temporaryFolder()
let own: ReturnType<typeof temporaryFolder>
let hub: Served
beforeAll(() => clientIn(client.path))
afterAll(() => client[Symbol.dispose]())
beforeEach(() => {
  own = temporaryFolder()
  vi.stubEnv('PHASESCOPE_DATA', own.path)
  vi.stubEnv('XDG_STATE_HOME', own.path)
})
afterEach(async () => {
  await hub?.kill()
  vi.unstubAllEnvs()
  own[Symbol.dispose]()
})

const run = (text: string) => script(client.path, text, { PHASESCOPE_DATA: own.path, XDG_STATE_HOME: own.path })
const upTo = (count: number) => Array.from({ length: count }, (_, i) => i)
const saysNothing = { say: () => {} } satisfies InitOptions

/** Logs on from where the run is, until it is killed. */
const TRAINS = (hub: string) => `const run = init({ id: 'on', resume: 'allow', hub: '${hub}', config: { lr: 0.1 } })
  for await (const step of run.steps(1e9)) {
    run.log({ x: step }, step)
    if (step % 20 === 0) await new Promise((resolve) => setTimeout(resolve, 1))
    if (step % 1000 === 0) console.log('trains')
  }`

test('a script that is killed again and again, and its hub with it, logs every step once', async () => {
  hub = await served(own.path)
  const port = new URL(hub.url).port
  for (const kills of ['script', 'both', 'script']) {
    const training = run(TRAINS(hub.url))
    await training.says('trains')
    await hub.live('on')
    if (kills === 'both') {
      await hub.kill()
      await vi.waitFor(() => expect(statSync(join(own.path, 'journals', 'on.journal')).size).toBeGreaterThan(1000), { timeout: 60_000 }) // prettier-ignore
    }
    training.child.kill('SIGKILL')
    await training.ended
    if (kills === 'both') hub = await served(own.path, { port })
  }
  const { code, stdout, stderr } = await run(
    `const run = init({ id: 'on', resume: 'must', hub: '${hub.url}' })
     await run.ready
     console.log(run.resumed, run.step)
     run.log({ x: run.step })
     await run.finish()`,
  ).ended
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  const last = Number(/^true (\d+)\n$/.exec(stdout)?.[1])
  const { steps, values } = await allPoints(hub, 'on', 'x')
  expect(steps.length).toBe(last + 1)
  expect(steps).toEqual(upTo(last + 1))
  expect(values).toEqual(steps)
  const { summary, facts } = await hub.view('on')
  expect(summary.status).toBe('completed')
  expect(facts.filter(({ report }) => report.type === 'started')).toHaveLength(1)
  expect(facts.filter(({ report }) => report.type === 'resumed')).toHaveLength(3)
})

test('where no hub is there, a run goes on behind what its journal has', async () => {
  const first = init({ id: 'on', mode: 'offline', ...saysNothing })
  first.log({ x: 0 })
  await first.finish()
  const second = init({ id: 'on', mode: 'offline', resume: 'allow', ...saysNothing })
  expect([second.resumed, second.step]).toEqual([true, 1])
  second.log({ x: 1 })
  await second.finish()
  hub = await served(own.path)
  const third = init({ id: 'on', resume: 'must', hub: hub.url, ...saysNothing })
  third.log({ x: 2 })
  await third.finish()
  expect(await hub.points('on', 'x')).toMatchObject({ steps: [0, 1, 2], values: [0, 1, 2] })
  expect(existsSync(join(own.path, 'journals', 'on.journal'))).toBe(false)
})

test('a run is begun once, and goes on in one process', async () => {
  expect(() => init({ id: 'on', mode: 'offline', resume: 'must' })).toThrow(`There is no run 'on' in ${own.path}`)
  expect(() => init({ mode: 'offline', resume: 'must' })).toThrow("resume: 'must': expected the id of the run as well")
  expect(() => init({ resume: 'always' as never })).toThrow("resume: expected one of never, allow, must, got 'always'")
  expect(() => init({ mode: 'later' as never })).toThrow("mode: expected one of online, offline, disabled, got 'later'")
  const training = run(`init({ id: 'on', mode: 'offline' }).log({ x: 1 })\nconsole.log('trains')\nsetInterval(() => {}, 1000)`) // prettier-ignore
  await training.says('trains')
  await vi.waitFor(() => expect(existsSync(join(own.path, 'journals', 'on.journal'))).toBe(true), { timeout: 60_000 })
  expect(() => init({ id: 'on', mode: 'offline' })).toThrow("There is a run 'on' already; choose another id, or go on with it: resume: 'allow'") // prettier-ignore
  if (process.platform === 'linux')
    expect(() => init({ id: 'on', mode: 'offline', resume: 'allow' })).toThrow("Run 'on' goes on in another process")
  training.child.kill('SIGKILL')
  await training.ended
  const here = init({ id: 'on', mode: 'offline', resume: 'allow', ...saysNothing })
  expect(() => init({ id: 'on', mode: 'offline', resume: 'allow' })).toThrow("Run 'on' goes on in another process")
  await here.finish()
})

test('what a stranger put where the run keeps things is not followed, nor believed', async () => {
  mkdirSync(join(own.path, 'elsewhere'))
  symlinkSync(join(own.path, 'elsewhere'), join(own.path, 'journals'))
  const said: string[] = []
  const linked = init({ id: 'linked', mode: 'offline', say: (sentence) => void said.push(sentence) })
  linked.log({ x: 1 })
  await linked.finish()
  expect(said.join()).toMatch(/reports of run linked have not reached the hub, and are lost: .*journals is a symbolic link/) // prettier-ignore
  mkdirSync(join(own.path, 'writers', 'odd'), { recursive: true })
  writeFileSync(join(own.path, 'writers', 'odd', 'trainer.key'), `${'s'.repeat(43)}\n`)
  for (const word of [
    '{"next":-1,"step":1}',
    '{"next":1e300,"step":1}',
    '[',
    'null',
    '{"next":0,"step":0,"sent":[[9e15,1]]}',
  ]) {
    // prettier-ignore
    writeFileSync(join(own.path, 'writers', 'odd', 'trainer.left'), word)
    const odd = init({ id: 'odd', mode: 'offline', resume: 'allow', ...saysNothing })
    expect([0, 1]).toContain(odd.step)
    await odd.finish()
  }
  expect(readFileSync(join(own.path, 'writers', 'odd', 'trainer.key'), 'utf8')).toBe(`${'s'.repeat(43)}\n`)
})
