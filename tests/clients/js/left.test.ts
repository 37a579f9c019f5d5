import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, afterEach, describe, expect, test } from 'vitest'
import { freePort, phasescope, temporaryFolder } from '../../phasescope.ts'
import { served, type Served } from '../../served.ts'
import { clientIn, script } from './script.ts'

/** What a script leaves that no hub took, or that nobody ended. */
const client = temporaryFolder()
let own: ReturnType<typeof temporaryFolder>
beforeAll(() => clientIn(client.path))
afterAll(() => client[Symbol.dispose]())
beforeEach(() => void (own = temporaryFolder()))
afterEach(() => own[Symbol.dispose]())

const journals = () => (existsSync(join(own.path, 'journals')) ? readdirSync(join(own.path, 'journals')) : [])
const run = (text: string, env: NodeJS.ProcessEnv = {}) => script(client.path, text, { PHASESCOPE_DATA: own.path, XDG_STATE_HOME: own.path, ...env }) // prettier-ignore

/** A hub over the very folder that the script wrote to. */
async function resent(): Promise<Served> {
  const hub = await served(own.path)
  const { code, stderr } = await phasescope(['resend', '--data', own.path, '--hub', hub.url])
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' })
  expect(journals()).toEqual([])
  return hub
}

const upTo = (count: number) => Array.from({ length: count }, (_, i) => i)

test('without a hub, all of a run that ends is in the journal, and resend delivers it', async () => {
  const nobody = `http://127.0.0.1:${await freePort()}`
  const { code, stderr } = await run(
    `const run = init({ id: 'left', hub: '${nobody}' })
     for (let step = 0; step < 2000; step++) run.log({ x: step === 7 ? NaN : step }, step)
     run.summary.best = 1
     await run.finish()`,
  ).ended
  expect(code).toBe(0)
  expect(stderr).toContain(`phasescope: No hub at ${nobody}`)
  expect(stderr).toMatch(/\d+ reports of run left have not reached the hub; they are stored in .*left\.journal; send them with: phasescope resend --data/) // prettier-ignore
  await using hub = await resent()
  const { summary } = await hub.view('left')
  expect(summary).toMatchObject({ status: 'completed', step: 1999, run: { summary: { best: 1 } } })
  expect(await hub.points('left', 'x', 'points=10000')).toMatchObject({ steps: upTo(2000), values: upTo(2000).map((x) => (x === 7 ? 'NaN' : x)) }) // prettier-ignore
})

test('offline, nobody is called', async () => {
  const { code, stderr } = await run(
    `const run = init({ id: 'off', mode: 'offline' })
     run.log({ x: 1 })
     if (run.url !== null) throw new Error(run.url)
     await run.finish()`,
  ).ended
  expect({ code, stderr }).toMatchObject({ code: 0, stderr: expect.stringContaining('phasescope resend') as string })
  await using hub = await resent()
  expect(await hub.points('off', 'x')).toMatchObject({ values: [1] })
})

test('a script that never lets anybody have a turn, and is killed, leaves what it had logged half a second before', async () => {
  const { signal } = await run(
    `import { existsSync } from 'node:fs'
     const run = init({ id: 'busy', mode: 'offline' })
     for (let step = 0; ; step++) {
       run.log({ x: step }, step)
       if (step % 1000 === 0 && existsSync('${own.path}/journals/busy.journal')) process.kill(process.pid, 'SIGKILL')
     }`,
  ).ended
  expect(signal).toBe('SIGKILL')
  await using hub = await resent()
  const { values } = await hub.points('busy', 'x', 'points=20000&to=9999')
  expect(values).toEqual(upTo(10_000))
})

describe('a script that ends and ends no run', () => {
  let hub: Served
  beforeEach(async () => void (hub = await served(own.path)))
  afterEach(() => hub.kill())

  test.each([
    ['throws', `throw new RangeError('no such layer')`, 'RangeError: no such layer'],
    ['throws later', `setTimeout(() => { throw new RangeError('no such layer') }, 10)`, 'RangeError: no such layer'],
    ['rejects', `void Promise.reject(new TypeError('gone'))`, 'TypeError: gone'],
    ['throws what is no error', `setTimeout(() => { throw { toString() { throw 1 } } })`, 'it cannot be said why'],
  ])('has failed where it %s', async (_, text, why) => {
    const { code, stderr } = await run(`const run = init({ id: 'f', hub: '${hub.url}' })\nrun.log({ x: 1 })\n${text}`)
      .ended
    expect(code).toBe(1)
    expect(stderr).toContain(why.startsWith('it') ? 'Uncaught' : `Uncaught ${why}`)
    const { summary, facts } = await hub.view('f')
    expect(summary.status).toBe('failed')
    expect(facts.at(-1)!.report).toMatchObject({ type: 'ended', why })
    expect(await hub.points('f', 'x')).toMatchObject({ values: [1] })
  })

  test('goes on where the script catches what is thrown, and has failed where it then exits', async () => {
    const { code, stderr } = await run(
      `const run = init({ id: 'caught', hub: '${hub.url}' })
       process.on('uncaughtException', () => {
         run.log({ x: 2 })
         setTimeout(() => process.exit(3), 20)
       })
       run.log({ x: 1 })
       setTimeout(() => { throw new RangeError('no such layer') })`,
    ).ended
    expect(code).toBe(3)
    if (stderr.includes('resend')) expect((await phasescope(['resend', '--data', own.path])).code).toBe(0)
    const { summary, facts } = await hub.view('caught')
    expect(summary.status).toBe('failed')
    expect(facts.at(-1)!.report).toMatchObject({ why: 'RangeError: no such layer' })
    expect(await hub.points('caught', 'x')).toMatchObject({ steps: [0, 1], values: [1, 2] })
  })

  test.each(['', 'void run.finish()'])('has completed where it exits without a word of failure: %s', async (last) => {
    await run(`const run = init({ id: 'exits', hub: '${hub.url}' })\nrun.log({ x: 1 })\n${last}\nprocess.exit(0)`).ended
    expect((await phasescope(['resend', '--data', own.path, '--hub', hub.url])).code).toBe(0)
    expect((await hub.view('exits')).summary.status).toBe('completed')
  })
})
