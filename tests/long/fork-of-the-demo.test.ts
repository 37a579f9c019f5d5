import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { rowsOf, weightsIn } from '../chaos/killed.ts'
import { linesOf, phasescope, temporaryFolder } from '../phasescope.ts'

const STEPS = 2000
const AT = 500

/**
 * The demo's network learns from a quarter of the table: by heart within 20 steps, and then by weight decay alone. From
 * more of the table it groks without decay too (Gromov 2023, arXiv:2301.02679), and there is nothing to see.
 */
describe('the demo between memorizing and understanding, at step 500', () => {
  const data = temporaryFolder()
  const env = { PHASESCOPE_DATA: data.path }
  const settings = ['--set', 'rate=3e-3', '--set', 'weightDecay=1', '--set', 'trainFraction=0.25']
  let parent = ''
  let weights = ''
  beforeAll(async () => {
    const order = ['train', 'modular-addition-mlp', '--seed', '3', '--steps', String(STEPS), '--json']
    const everyStep = ['--probe', 'test-accuracy@1']
    const { stdout } = await phasescope([...order, ...everyStep, ...settings], env)
    parent = linesOf(stdout).at(-1)?.run ?? ''
    weights = weightsIn(stdout) ?? ''
  })
  afterAll(() => data[Symbol.dispose]())

  it('has not understood yet, and will', async () => {
    const accuracy = await valuesOf(parent, 'test-accuracy')
    expect(accuracy[AT]).toBeLessThan(0.5)
    expect(accuracy[STEPS]).toBeGreaterThan(0.99)
  })

  it('forked without a change ends with the same weights', async () => {
    const { stdout } = await phasescope(['fork', parent, '--at', String(AT), '--json'], env)
    expect(weightsIn(stdout)).toBe(weights)
  })

  it('forked without weight decay is the parent up to there, and never groks', async () => {
    const { stdout } = await phasescope(['fork', parent, '--at', String(AT), '--set', 'weightDecay=0', '--json'], env)
    const branch = linesOf(stdout).at(-1)?.run ?? ''
    const [losses, before] = [await valuesOf(branch, 'train-loss'), await valuesOf(parent, 'train-loss')]
    expect(losses.slice(0, AT + 1)).toEqual(before.slice(0, AT + 1))
    expect(losses.at(-1)).not.toBe(before.at(-1))
    expect((await valuesOf(branch, 'test-accuracy'))[STEPS]).toBeLessThan(0.5)
  })

  /** One value a step. */
  async function valuesOf(run: string, series: string): Promise<number[]> {
    return (await rowsOf(run, env, series)).slice(1, -1).map((row) => Number(row.split(',').at(-1)))
  }
})
