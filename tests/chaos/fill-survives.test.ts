import { execFileSync } from 'node:child_process'
import { expect, it, vi } from 'vitest'
import { every, type Command } from '#src/vocabulary/index.ts'
import { freePort, linesOf, phasescope, start, temporaryFolder } from '../phasescope.ts'
import { served } from '../served.ts'
import { inStore, newestIn, newestRun, PATIENCE, resume, rowsOf } from './killed.ts'

const ARGS = 'train grok-mlp-small --set modulus=23 --set width=64 --seed 3 --steps 300 --json'.split(' ')
/** Of the weights alone; of gradients, one step's and the last one's; with random numbers; with a memory. */
const LATE = { gini: 5, 'gradient-cosine': 3, 'hessian-trace': 10, 'path-length': 2 }

it('a past that is being filled in survives a kill of the replay, of the trainer and of the hub, to the bit', async () => {
  using data = temporaryFolder()
  const env = { PHASESCOPE_DATA: data.path }
  const early = Object.entries(LATE).flatMap(([probe, steps]) => ['--probe', `${probe}@${steps}`])
  const twin = linesOf((await phasescope([...ARGS, ...early], env)).stdout).at(-1)?.run ?? ''

  const port = await freePort()
  await using hub = await served(data.path, { port })
  // A breakpoint, since a command to pause would come too late where the steps are quick.
  const trainer = start([...ARGS, '--break', 'step = 200'], env)
  await vi.waitFor(() => expect(newestIn(env)).toMatchObject({ status: 'paused', step: 200 }), PATIENCE)
  const run = newestRun(env)
  const command = async (one: Command) => {
    expect(await (await hub.command(run, one)).json()).toMatchObject({ ok: true })
  }
  const facts = () => inStore(env, (store) => store.facts(run).map(({ report }) => report))
  const filledSince = (from: number) =>
    facts()
      .slice(from)
      .filter(({ type }) => type === 'filled').length
  for (const [probe, steps] of Object.entries(LATE)) await command({ type: 'attach', probe, cadence: every(steps) })

  const replay = await vi.waitFor(() => childOf(trainer.child.pid!), PATIENCE)
  process.kill(replay, 'SIGKILL')
  await vi.waitFor(() => expect(filledSince(0)).toBeGreaterThan(0), PATIENCE)
  expect(childOf(trainer.child.pid!)).not.toBe(replay)

  trainer.child.kill('SIGKILL')
  await trainer.ended
  const next = resume(run, env)
  const before = facts().length
  await vi.waitFor(() => expect(filledSince(before)).toBeGreaterThan(0), PATIENCE)
  await hub.kill()
  await using again = await served(data.path, { port })

  expect((await next.ended).code).toBe(0)
  for (const probe of Object.keys(LATE)) expect(await rowsOf(run, env, probe)).toEqual(await rowsOf(twin, env, probe))
  expect(facts().filter(({ type }) => type === 'unfilled')).toEqual([])
  expect(await again.end()).toBe(0)
})

/** The process that a trainer has started. */
function childOf(pid: number): number {
  const processes = execFileSync('ps', ['-A', '-o', 'pid=,ppid=,stat='], { encoding: 'utf8' }).trim().split('\n')
  const child = processes
    .map((line) => line.trim().split(/\s+/))
    .find(([, parent, stat]) => Number(parent) === pid && !stat?.startsWith('Z'))
  if (child === undefined) throw new Error(`Process ${pid} has no child`)
  return Number(child[0])
}
