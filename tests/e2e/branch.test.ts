import { beforeAll, afterAll, describe, expect, it } from 'vitest'
import { rowsOf, weightsIn } from '../chaos/killed.ts'
import { linesOf, phasescope, temporaryFolder } from '../phasescope.ts'

const STEPS = 250
const AT = 30

/** Addition mod 31 from 40 % of the pairs: memorized by step 20, understood by step 115, and without decay not at all. */
describe('a run and its branches at a step between memorizing and understanding', () => {
  const data = temporaryFolder()
  const env = { PHASESCOPE_DATA: data.path }
  const train = 'train grok-mlp-small --set trainFraction=0.4 --seed 3 --json --probe path-length --probe sharpness@25'
  let parent = ''
  let weights = ''
  beforeAll(async () => {
    const { stdout } = await phasescope([...train.split(' '), '--steps', String(STEPS)], env)
    parent = linesOf(stdout).at(-1)?.run ?? ''
    weights = weightsIn(stdout) ?? ''
  })
  afterAll(() => data[Symbol.dispose]())

  async function branch(...changes: string[]) {
    const { stdout, stderr, code } = await phasescope(['fork', parent, '--at', String(AT), '--json', ...changes], env)
    expect(code, stderr).toBe(0)
    return { run: linesOf(stdout).at(-1)?.run ?? '', weights: weightsIn(stdout), stderr }
  }

  it('without a change it stays its parent, to the bit, in every series', async () => {
    const same = await branch()
    expect(same.weights).toBe(weights)
    expect(await rowsOf(same.run, env)).toEqual(await rowsOf(parent, env))
  })

  it('without weight decay it is its parent up to the step, and does not grok while the parent does', async () => {
    const { run, stderr } = await branch('--set', 'weightDecay=0')
    const losses = await rowsOf(run, env, 'train-loss')
    const losses0 = await rowsOf(parent, env, 'train-loss')
    // The decay acts on the update from the step on, so the first loss that it can change is the next one.
    expect(losses.slice(0, AT + 2)).toEqual(losses0.slice(0, AT + 2))
    expect(losses[AT + 2]).not.toBe(losses0[AT + 2])
    expect(losses).toHaveLength(losses0.length)
    expect(stderr).not.toMatch(/Grokked/)
    expect(await lastOf(run, 'test-accuracy')).toBeLessThan(0.3)
    expect(await lastOf(parent, 'test-accuracy')).toBeGreaterThan(0.95)
    expect(await lastOf(run, 'train-accuracy')).toBe(1)
  })

  it.each([
    [['--at', '251'], /at step 251: its last step is 250/],
    [['--at', '30', '--set', 'width=64'], /'width' is fixed when a run starts.*weightDecay/],
    [['--at', '30', '--steps', '30'], /expected a last step beyond the fork at step 30, got 30/],
  ])('%j is refused in a line', async (args, message) => {
    const { code, stderr } = await phasescope(['fork', parent, ...args], env)
    expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringMatching(message) })
  })

  it('is refused by a machine that computes in another way', async () => {
    const { code, stderr } = await phasescope(['fork', parent, '--at', '30'], { ...env, PHASESCOPE_BACKEND: 'wasm' })
    expect({ code, stderr }).toEqual({
      code: 1,
      stderr: expect.stringMatching(
        /would not give the same numbers: go on with it where that is \(it was trained on .+\), or with PHASESCOPE_BACKEND=tensorflow.* or train '.+' anew here/,
      ),
    })
  })

  async function lastOf(run: string, series: string): Promise<number> {
    return Number((await rowsOf(run, env, series)).at(-2)?.split(',').at(-1))
  }
})
