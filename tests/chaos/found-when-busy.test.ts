import { spawn } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it, vi } from 'vitest'
import { hubHolding } from '#src/cli/processes/hub-lock.ts'
import { phasescope, start, temporaryFolder } from '../phasescope.ts'
import { served } from '../served.ts'
import { newestIn, PATIENCE } from './killed.ts'

const BUSY = 6
const TRAIN = ['train', 'grok-mlp-small', '--set', 'modulus=11', '--set', 'width=16', '--steps', '100000']

/** No clock may decide whether a hub is there: on a busy machine everything takes its time. */
it('a hub and those who look for it find each other on a busy machine, from its first moment on', async () => {
  using data = temporaryFolder()
  const env = { PHASESCOPE_DATA: data.path }
  using loops = busyLoops(BUSY)
  expect(loops.pids).toHaveLength(BUSY)
  // What a hub that was killed has left, at an address where nobody is.
  writeFileSync(join(data.path, 'hub.json'), JSON.stringify({ url: 'http://127.0.0.1:9', pid: 1 }))
  const starting = served(data.path)
  await vi.waitFor(async () => expect(await held(data.path)).toBe(true), PATIENCE)
  // It holds the folder, and may be far from ready: a training waits for it, and does not store the run by itself.
  const trainer = start([...TRAIN, '--break', 'step = 20'], env)
  const second = phasescope(['serve', '--port', '0'], env)
  await using hub = await starting
  await vi.waitFor(async () => expect(await newestIn(env)).toMatchObject({ status: 'paused', step: 20 }), PATIENCE)
  const run = await hub.firstRun()
  await hub.live(run)
  const attached = await phasescope(['attach', run, 'gini', '--from', 'now', '--json'], env)
  expect(JSON.parse(attached.stdout)).toMatchObject({ ok: true, run, step: 20 })
  expect(await second).toMatchObject({ code: 1, stderr: expect.stringMatching(/serves .* already/) })
  expect((await phasescope(['stop', run], env)).code).toBe(0)
  expect((await trainer.ended).code).toBe(0)
  expect(await hub.end()).toBe(0)
})

async function held(data: string): Promise<boolean> {
  const hub = await hubHolding(data)
  hub?.leave()
  return hub !== null
}

/** Processes that only compute. */
function busyLoops(count: number) {
  const loops = Array.from({ length: count }, () => spawn(process.execPath, ['-e', 'for (;;);'], { stdio: 'ignore' }))
  return { pids: loops.map(({ pid }) => pid), [Symbol.dispose]: () => loops.forEach((loop) => loop.kill('SIGKILL')) }
}
