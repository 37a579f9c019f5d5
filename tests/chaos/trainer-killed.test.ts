import { setTimeout as after } from 'node:timers/promises'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { openStore } from '#src/store/index.ts'
import { linesOf, phasescope, start, temporaryFolder } from '../phasescope.ts'
import { newestRun, resume, rowsOf, weightsIn, type Env } from './killed.ts'

const STEPS = 400
const TRAIN = ['train', 'grok-mlp-small', '--set', 'modulus=23', '--set', 'width=64', '--seed', '3', '--json']
const PROBES = ['--probe', 'path-length', '--probe', 'grok-delay', '--probe', 'hessian-trace@50']
const ARGS = [...TRAIN, '--steps', String(STEPS), ...PROBES]

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
