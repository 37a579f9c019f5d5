import { setTimeout as after } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { openStore } from '#src/store/index.ts'
import { openStream } from '#src/vocabulary/random.ts'
import { linesOf, phasescope, start, temporaryFolder, type Running } from '../phasescope.ts'
import { killAt, newestRun, resume, rowsOf, weightsIn, type Env } from '../chaos/killed.ts'

const STEPS = 400
const TRAIN = ['train', 'grok-mlp-small', '--set', 'modulus=23', '--set', 'width=64', '--seed', '3', '--json']
const PROBES = ['--probe', 'path-length', '--probe', 'grok-delay', '--probe', 'hessian-trace@50']
const ARGS = [...TRAIN, '--steps', String(STEPS), ...PROBES]
const KILLS = 5

/** A run as its user has it, whose trainer is killed again and again: at the end nobody can tell. */
describe('kill -9 of the trainer', () => {
  const folder = temporaryFolder()
  const unbroken = { rows: [] as string[], weights: '' }
  beforeAll(async () => {
    const env = { PHASESCOPE_DATA: folder.path }
    const { stdout } = await phasescope(ARGS, env)
    const end = linesOf(stdout).at(-1)
    unbroken.weights = end?.weights ?? ''
    unbroken.rows = await rowsOf(end?.run ?? '', env)
  })
  afterAll(() => folder[Symbol.dispose]())

  async function expectWhole(run: string, env: Env, stdout: string): Promise<void> {
    expect(weightsIn(stdout)).toBe(unbroken.weights)
    expect(await rowsOf(run, env)).toEqual(unbroken.rows)
  }

  async function killedOften(env: Env): Promise<void> {
    const random = openStream(7, 'kills')
    let trainer = start(ARGS, env)
    for (let kill = 0; kill < KILLS; kill += 1) {
      const step = Math.floor(((kill + random.uniform()) * STEPS) / KILLS)
      await killAt(trainer, step, 40 * random.uniform())
      trainer = resume(await newestRun(env), env)
    }
    const { code, stdout, stderr } = await trainer.ended
    expect({ code, stderr: /failed|refused/.exec(stderr) }).toEqual({ code: 0, stderr: null })
    await expectWhole(await newestRun(env), env, stdout)
  }

  it(`${KILLS} times without a hub`, async () => {
    using data = temporaryFolder()
    await killedOften({ PHASESCOPE_DATA: data.path })
  })

  it(`${KILLS} times before a hub`, async () => {
    using data = temporaryFolder()
    const env = { PHASESCOPE_DATA: data.path }
    const hub = start(['serve', '--port', '0'], env)
    await hub.says(/ready/)
    await killedOften(env)
    hub.child.kill('SIGTERM')
    expect((await hub.ended).code).toBe(0)
  })

  it('while it stands paused, in the middle and at its last step', async () => {
    using data = temporaryFolder()
    const env = { PHASESCOPE_DATA: data.path }
    const hub = start(['serve', '--port', '0'], env)
    await hub.says(/ready/)
    const killedPaused = async ({ child, ended }: Running) => {
      await vi.waitFor(() => expect(runsIn(data.path)).toMatchObject([{ status: 'paused' }]), 30_000)
      child.kill('SIGKILL')
      await ended
    }
    // Breakpoints pause at their steps however fast the machine is; a command from outside may come too late.
    const pauses = ['--break', 'step = 60', '--break', `step = ${STEPS}`]
    await killedPaused(start([...ARGS, ...pauses], env))
    const run = await newestRun(env)
    await killedPaused(resume(run, env))
    expect(runsIn(data.path)).toMatchObject([{ step: STEPS }])
    await expectWhole(run, env, (await resume(run, env).ended).stdout)
    hub.child.kill('SIGTERM')
    await hub.ended
  })

  it('as soon as there is a run at all: it begins with all its probes', async () => {
    using data = temporaryFolder()
    const env = { PHASESCOPE_DATA: data.path }
    const trainer = start(ARGS, env)
    await vi.waitFor(() => expect(runsIn(data.path)).toHaveLength(1), { timeout: 60_000, interval: 5 })
    trainer.child.kill('SIGKILL')
    await trainer.ended
    const run = await newestRun(env)
    await expectWhole(run, env, (await resume(run, env).ended).stdout)
  })

  it('within its first 100 ms leaves nothing half-made: the next run is as if it were the first', async () => {
    using data = temporaryFolder()
    const env = { PHASESCOPE_DATA: data.path }
    for (const delayMs of [30, 60, 90]) {
      const trainer = start(ARGS, env)
      await after(delayMs)
      trainer.child.kill('SIGKILL')
      await trainer.ended
    }
    expect(runsIn(data.path)).toEqual([])
    const { stdout } = await phasescope(ARGS, env)
    await expectWhole(await newestRun(env), env, stdout)
  })
})

function runsIn(folder: string) {
  const store = openStore(folder)
  try {
    return store.runs()
  } finally {
    store.close()
  }
}
