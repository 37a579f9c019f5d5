import { afterAll, beforeAll, expect, vi } from 'vitest'
import { openStream } from '#src/vocabulary/random.ts'
import { linesOf, phasescope, start, temporaryFolder } from '../phasescope.ts'
import { killAt, newestIn, newestRun, PATIENCE, resume, rowsOf, weightsIn, type Env } from './killed.ts'

/**
 * A run with a memory, with series that read series, and with random numbers of its own. Its steps take some
 * milliseconds each, so that it is still going when a kill is meant to meet it.
 */
export const STEPS = 400
/**
 * The steps in which kills fall. A trainer is never further than a pipe and a read of its end ahead of what is seen of it
 * (64 KB each: 60 steps), so that even a test that gets no time meets it before its last step.
 */
export const KILLED_IN = 0.65 * STEPS
const TRAIN = ['train', 'grok-mlp-small', '--set', 'modulus=23', '--set', 'width=64', '--seed', '3', '--json']
const PROBES = ['--probe', 'path-length', '--probe', 'grok-delay', '--probe', 'hessian-trace@5']
export const ARGS = [...TRAIN, '--steps', String(STEPS), ...PROBES]

/** What the run gives when nobody kills it. */
export interface Unbroken {
  readonly rows: readonly string[]
  readonly weights: string
}

/** Carries the run out once for all tests of a block, with nobody to kill it; what it gave, once there is a test. */
export function givenUnbroken(): () => Unbroken {
  const folder = temporaryFolder()
  let unbroken: Unbroken
  beforeAll(async () => {
    unbroken = await leftAlone({ PHASESCOPE_DATA: folder.path })
  })
  afterAll(() => folder[Symbol.dispose]())
  return () => unbroken
}

async function leftAlone(env: Env): Promise<Unbroken> {
  const { stdout } = await phasescope(ARGS, env)
  const { run = '', weights = '' } = linesOf(stdout).at(-1) ?? {}
  return { rows: await rowsOf(run, env), weights }
}

/** Holds a run that was killed to the one that was not: its weights as its trainer said them, and every series. */
export async function expectEqual(run: string, env: Env, stdout: string, unbroken: Unbroken): Promise<void> {
  expect(weightsIn(stdout)).toBe(unbroken.weights)
  expect(await rowsOf(run, env)).toEqual(unbroken.rows)
}

/** So many points after a step a kill may come: those of a few steps, so that it falls anywhere in one. */
const LINES_LATER = 40

/** Kills the run at random moments, spread over most of it, and takes it up each time. */
export async function expectUnbroken(kills: number, env: Env, unbroken: Unbroken): Promise<void> {
  const random = openStream(7, 'kills')
  let trainer = start(ARGS, env)
  for (let kill = 0; kill < kills; kill += 1) {
    const step = Math.floor((KILLED_IN * (kill + random.uniform())) / kills)
    // Before it is kept for the first time there is nothing to resume.
    await vi.waitFor(() => expect(newestIn(env)).toBeDefined(), PATIENCE)
    await killAt(trainer, step, Math.floor(LINES_LATER * random.uniform()))
    trainer = resume(newestRun(env), env)
  }
  const { code, stdout, stderr } = await trainer.ended
  expect({ code, stderr: /failed|refused/.exec(stderr) }).toEqual({ code: 0, stderr: null })
  await expectEqual(newestRun(env), env, stdout, unbroken)
}
