import { expect, it, vi } from 'vitest'
import { killPaused, newestIn, newestRun, PATIENCE, resume, rowsOf, weightsIn } from '../chaos/killed.ts'
import { linesOf, phasescope, start, temporaryFolder } from '../phasescope.ts'
import { served } from '../served.ts'

const CONDITION = 'test-loss falls by 20 % within 50 steps'
const TRAIN = 'train grok-mlp-small --set trainFraction=0.4 --seed 3 --steps 130 --json'.split(' ')

it('a breakpoint pauses at the step at which its condition first holds, after a kill too, and a replay finds it', async () => {
  using data = temporaryFolder()
  const env = { PHASESCOPE_DATA: data.path }
  const twin = linesOf((await phasescope(TRAIN, env)).stdout).at(-1)
  const first = firstFallen((await rowsOf(twin?.run ?? '', env, 'test-loss')).slice(1, -1))
  expect(first).toBeGreaterThan(30)

  await using hub = await served(data.path)
  await killPaused(start([...TRAIN, '--break', CONDITION, '--break', 'step = 10'], env), 10, env)
  const run = newestRun(env)
  const trainer = resume(run, env)
  await vi.waitFor(() => expect(newestIn(env)).toMatchObject({ status: 'paused', step: first }), PATIENCE)
  const replayed = await phasescope(['replay', run, '--break', CONDITION, '--json'], env)
  expect(JSON.parse(replayed.stdout)).toMatchObject({ condition: CONDITION, holdsAt: first, from: 0, to: first })
  expect((await phasescope(['resume', run, '--json'], env)).code).toBe(0)
  expect(weightsIn((await trainer.ended).stdout)).toBe(twin?.weights)

  const said = await phasescope(['replay', twin?.run ?? '', '--break', CONDITION], env)
  expect(said.stdout).toBe(`'${CONDITION}' first holds at step ${first}\n`)
  const never = await phasescope(['replay', run, '--break', CONDITION, '--to', String(first - 1)], env)
  expect(never.stdout).toBe(`'${CONDITION}' does not hold at any step from 0 to ${first - 1}\n`)
  expect(await hub.end()).toBe(0)
})

/** The first step whose loss is a fifth below the largest of the 50 steps before it. */
function firstFallen(rows: readonly string[]): number {
  const losses = rows.map((row) => Number(row.split(',')[3]))
  return losses.findIndex((loss, step) => loss <= 0.8 * Math.max(...losses.slice(Math.max(0, step - 50), step + 1)))
}
