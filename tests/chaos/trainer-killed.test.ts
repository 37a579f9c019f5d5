import { setTimeout as after } from 'node:timers/promises'
import { describe, expect, it, vi } from 'vitest'
import { phasescope, start, temporaryFolder } from '../phasescope.ts'
import { served } from '../served.ts'
import { inStore, killPaused, newestIn, newestRun, PATIENCE, resume } from './killed.ts'
import { ARGS, expectEqual, expectUnbroken, givenUnbroken, STEPS } from './killed-often.ts'

const KILLS = 3

/** A run as its user has it, whose trainer is killed again and again: at the end nobody can tell. tests/long kills a hundred times. */
describe('kill -9 of the trainer', () => {
  const unbroken = givenUnbroken()

  it(`${KILLS} times, wherever it is, without a hub`, async () => {
    using data = temporaryFolder()
    await expectUnbroken(KILLS, { PHASESCOPE_DATA: data.path }, unbroken())
  })

  it('while it stands paused, in the middle and at its last step, before a hub', async () => {
    using data = temporaryFolder()
    const env = { PHASESCOPE_DATA: data.path }
    await using hub = await served(data.path)
    // Breakpoints pause at their steps however fast the machine is; a command from outside may come too late.
    const pauses = ['--break', 'step = 60', '--break', `step = ${STEPS}`]
    await killPaused(start([...ARGS, ...pauses], env), 60, env)
    const run = newestRun(env)
    await killPaused(resume(run, env), STEPS, env)
    await expectEqual(run, env, (await resume(run, env).ended).stdout, unbroken())
    expect(await hub.end()).toBe(0)
  })

  it('as soon as there is a run at all: it begins with all its probes', async () => {
    using data = temporaryFolder()
    const env = { PHASESCOPE_DATA: data.path }
    const trainer = start(ARGS, env)
    await vi.waitFor(() => expect(newestIn(env)).toBeDefined(), { ...PATIENCE, interval: 5 })
    trainer.child.kill('SIGKILL')
    await trainer.ended
    const run = newestRun(env)
    await expectEqual(run, env, (await resume(run, env).ended).stdout, unbroken())
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
    expect(inStore(env, (store) => store.runs())).toEqual([])
    const { stdout } = await phasescope(ARGS, env)
    await expectEqual(newestRun(env), env, stdout, unbroken())
  })
})
