import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { trainerOf } from '#src/cli/processes/run-lock.ts'
import type { SweepStatus } from '#src/vocabulary/index.ts'
import { phasescope, start, temporaryFolder, type Running } from '../phasescope.ts'
import { served } from '../served.ts'
import { inStore, PATIENCE, rowsOf, weightsIn, type Env } from './killed.ts'

const STEPS = 120
const PAUSE = 60
const RUN = ['grok-mlp-small', '--set', 'modulus=23', '--set', 'width=64', '--steps', String(STEPS)]
/** A breakpoint pauses each run in its middle, however fast the machine is; one that is resumed behind a kill does not meet it again. */
const SWEEP = ['sweep', ...RUN, '--break', `step = ${PAUSE}`, '--json']

type Event = { type: string; run?: string; step?: number; how?: string }

const eventsOf = ({ stdout }: Pick<Running, 'stdout'>): Event[] =>
  stdout()
    .split('\n')
    .filter((line) => line.endsWith('}'))
    .map((line) => JSON.parse(line) as Event)
const runsIn = (env: Env) => inStore(env, (store) => store.runs())
const startedIn = (env: Env, run: string) =>
  inStore(env, (store) => store.facts(run).filter(({ report }) => report.type === 'started')).length

/** The run that stands paused in its middle, as soon as one does; not one that did before, and was killed there. */
async function paused(env: Env, before: readonly string[] = []): Promise<string> {
  return vi.waitFor(() => {
    const run = runsIn(env).find(
      ({ status, step, run }) => status === 'paused' && step === PAUSE && !before.includes(run.id),
    )
    if (run === undefined) throw new Error('None is paused')
    return run.run.id
  }, PATIENCE)
}

async function killed({ child, ended }: Running): Promise<void> {
  child.kill('SIGKILL')
  await ended
}

async function statusOf(env: Env): Promise<SweepStatus> {
  const { stdout } = await phasescope(['sweeps', '--json'], env)
  return (JSON.parse(stdout) as SweepStatus[])[0]!
}

describe('a sweep', () => {
  const alone = temporaryFolder()
  afterAll(() => alone[Symbol.dispose]())
  const weights = new Map<number, string | undefined>()
  const rows = new Map<number, string[]>()

  beforeAll(async () => {
    const env = { PHASESCOPE_DATA: alone.path }
    for (const seed of [0, 1, 2]) {
      const { stdout } = await phasescope(['train', ...RUN, '--seed', String(seed), '--id', `r${seed}`, '--json'], env)
      weights.set(seed, weightsIn(stdout))
      rows.set(seed, await rowsOf(`r${seed}`, env))
    }
  })

  async function expectAsAlone(env: Env): Promise<void> {
    for (const { run, status, weights: final } of runsIn(env)) {
      expect({ status, final, started: startedIn(env, run.id) }).toEqual({ status: 'completed', final: weights.get(run.seed!), started: 1 }) // prettier-ignore
      expect(await rowsOf(run.id, env)).toEqual(rows.get(run.seed!))
    }
  }

  it('that is killed in the middle of each run makes the rest when it is started again, none twice, to the bit', async () => {
    using data = temporaryFolder()
    const env = { PHASESCOPE_DATA: data.path }
    const command = [...SWEEP, '--seeds', '3']
    const cutOff: string[] = []
    for (let kill = 0; kill < 3; kill += 1) {
      const sweep = start(command, env)
      cutOff.push(await paused(env, cutOff))
      await killed(sweep)
      const begun = eventsOf(sweep).filter(({ type }) => type === 'begun')
      // What was cut off before is resumed, and the next begun; what is complete is left alone.
      expect(begun.map(({ run, step }) => ({ run, isNew: step === 0 }))).toEqual(
        cutOff.slice(-2).map((run) => ({ run, isNew: run === cutOff.at(-1) })),
      )
    }
    const last = await phasescope(command, env)
    expect(last.code).toBe(0)
    expect(new Set(cutOff).size).toBe(3)
    expect(runsIn(env)).toHaveLength(3)
    await expectAsAlone(env)
    // Nothing is left to be made.
    const after = start(command, env)
    expect(await after.ended).toMatchObject({ code: 0 })
    expect(eventsOf(after).filter(({ type }) => type === 'begun')).toEqual([])
  })

  it('is carried out by one process at a time, and goes on when a process that trains is killed', async () => {
    using data = temporaryFolder()
    const env = { PHASESCOPE_DATA: data.path }
    const command = [...SWEEP, '--seeds', '1']
    const sweep = start(command, env)
    const run = await paused(env)
    const second = await phasescope(command, env)
    expect(second).toMatchObject({ code: 1, stderr: expect.stringMatching(/is going on: process \d+ carries it out/) })
    process.kill((await trainerOf(data.path, run))!.pid, 'SIGKILL')
    expect((await sweep.ended).code).toBe(0)
    expect(eventsOf(sweep).filter(({ type }) => type === 'begun')).toHaveLength(2)
    await expectAsAlone(env)
  })

  it('ends what goes on as stopped when it is interrupted or cancelled, and goes on with that when it is started again', async () => {
    using data = temporaryFolder()
    const env = { PHASESCOPE_DATA: data.path }
    const command = [...SWEEP, '--seeds', '3']
    const first = start([...command, '--workers', '2'], env)
    const stopped = await paused(env)
    const beside = await paused(env, [stopped])
    first.child.kill('SIGINT')
    expect((await first.ended).code).toBe(130)
    expect(Object.fromEntries(runsIn(env).map(({ run, status }) => [run.id, status]))).toEqual({
      [stopped]: 'stopped',
      [beside]: 'stopped',
    })
    expect(await statusOf(env)).toMatchObject({
      isCancelled: true,
      isGoingOn: false,
      counts: { stopped: 2, waiting: 1 },
    })

    const second = start(command, env)
    const other = await paused(env)
    expect([stopped, beside]).not.toContain(other)
    const { id } = await statusOf(env)
    expect(await phasescope(['sweep', '--cancel', id], env)).toMatchObject({ code: 0 })
    expect((await second.ended).code).toBe(130)
    expect(await statusOf(env)).toMatchObject({ isCancelled: true, counts: { completed: 2, stopped: 1 } })

    expect((await phasescope(['sweep', '--resume', id], env)).code).toBe(0)
    expect(await statusOf(env)).toMatchObject({ isCancelled: false, counts: { completed: 3 } })
    await expectAsAlone(env)
  })

  it('leaves alone what a person stopped, until it is asked to rerun that; live at a hub', async () => {
    using data = temporaryFolder()
    const env = { PHASESCOPE_DATA: data.path }
    await using hub = await served(data.path)
    const command = [...SWEEP, '--seeds', '1']
    const sweep = start(command, env)
    const run = await paused(env)
    await hub.live(run)
    expect((await phasescope(['stop', run], env)).code).toBe(0)
    expect((await sweep.ended).code).toBe(1)
    const again = start(command, env)
    expect((await again.ended).code).toBe(1)
    expect(eventsOf(again).filter(({ type }) => type === 'begun')).toEqual([])
    expect((await phasescope([...command, '--rerun', 'failed'], env)).code).toBe(0)
    await expectAsAlone(env)
    expect(await hub.end()).toBe(0)
  })
})
