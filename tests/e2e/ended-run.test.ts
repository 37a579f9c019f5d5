import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { killPaused, newestIn, newestRun, resume, rowsOf, weightsIn } from '../chaos/killed.ts'
import { linesOf, phasescope, start, temporaryFolder } from '../phasescope.ts'
import { served } from '../served.ts'

const TRAIN = 'train grok-mlp-small --set modulus=23 --set width=64 --seed 3 --steps 150 --json'.split(' ')

/** What can still be done with a run that nobody trains. */
describe('a run without a trainer', () => {
  const data = temporaryFolder()
  const env = { PHASESCOPE_DATA: data.path }
  let twin = { run: '', weights: '' }
  beforeAll(async () => {
    const { stdout } = await phasescope([...TRAIN, '--probe', 'hessian-trace@20', '--probe', 'path-length'], env)
    const { run = '', weights = '' } = linesOf(stdout).at(-1) ?? {}
    twin = { run, weights }
  })
  afterAll(() => data[Symbol.dispose]())

  it('that is complete has a probe measured over its whole past, and stays as it ended', async () => {
    const run = linesOf((await phasescope(TRAIN, env)).stdout).at(-1)?.run ?? ''
    await using hub = await served(data.path)
    for (const probe of [['hessian-trace', '--every', '20'], ['path-length']]) {
      const { code, stderr } = await phasescope(['attach', run, ...probe, '--wait', '--json'], env)
      expect(code, stderr).toBe(0)
      expect(await rowsOf(run, env, probe[0])).toEqual(await rowsOf(twin.run, env, probe[0]))
    }
    const again = await phasescope(['attach', run, 'path-length', '--wait', '--json'], env)
    expect(again.code).not.toBe(0)
    expect(again.stderr).toContain("Probe 'path-length' is attached already")
    await hub.end()
    expect(newestIn(env)).toMatchObject({ status: 'completed', step: 150, weights: twin.weights })
  })

  it('that is complete has a stretch of its past measured at every step, equal to the bit, and nothing else', async () => {
    const runWith = async (probe: string) =>
      linesOf((await phasescope([...TRAIN, '--probe', probe], env)).stdout).at(-1)?.run ?? ''
    const [sparse, dense] = [await runWith('weight-norm@10'), await runWith('weight-norm@1')]
    await using hub = await served(data.path)
    const stretch = ['weight-norm', '--from', '42', '--to', '58', '--every', '1', '--wait', '--json']
    const { code, stderr } = await phasescope(['attach', sparse, ...stretch], env)
    expect(code, stderr).toBe(0)
    const every = await rowsOf(dense, env, 'weight-norm/**')
    const isWanted = (row: string) => {
      const step = Number(row.split(',')[1])
      return !(step >= 0) || step % 10 === 0 || (step >= 42 && step <= 58)
    }
    expect(every.filter(isWanted).length).toBeGreaterThan(2 * (16 + 15))
    expect(await rowsOf(sparse, env, 'weight-norm/**')).toEqual(every.filter(isWanted))
    await hub.end()
  })

  it('that is complete is given a probe while its trainer still measures the past of another', async () => {
    const run = linesOf((await phasescope(TRAIN, env)).stdout).at(-1)?.run ?? ''
    await using hub = await served(data.path)
    for (const probe of [
      ['hessian-trace', '--every', '20'],
      ['path-length', '--wait'],
    ]) {
      const { code, stderr } = await phasescope(['attach', run, ...probe, '--json'], env)
      expect(code, stderr).toBe(0)
    }
    for (const probe of ['hessian-trace', 'path-length'])
      expect(await rowsOf(run, env, probe)).toEqual(await rowsOf(twin.run, env, probe))
    await hub.end()
  })

  it('that is complete is not resumed', async () => {
    const { code, stderr } = await phasescope(['resume', twin.run], env)
    expect({ code, stderr }).toEqual({ code: 2, stderr: expect.stringMatching(/is complete.*phasescope fork/) })
  })

  it('that was lost is resumed by one of two who try at once, and can be forked before', async () => {
    const probes = ['--probe', 'hessian-trace@20', '--probe', 'path-length']
    await killPaused(start([...TRAIN, ...probes, '--break', 'step = 60'], env), 60, env)
    const run = newestRun(env)
    const listed = JSON.parse((await phasescope(['runs', '--json'], env)).stdout) as object[]
    expect(listed[0]).toMatchObject({ status: 'lost', step: 60 })
    const branch = await phasescope(['fork', run, '--at', '40', '--json'], env)
    expect(weightsIn(branch.stdout), branch.stderr).toBe(twin.weights)
    const both = await Promise.all([resume(run, env).ended, resume(run, env).ended])
    expect(both.map(({ code }) => code).toSorted()).toEqual([0, 1])
    const [won, lost] = both[0].code === 0 ? both : both.toReversed()
    expect(lost?.stderr).toMatch(/has a trainer already, in another process/)
    expect(weightsIn(won?.stdout ?? '')).toBe(twin.weights)
    expect(await rowsOf(run, env)).toEqual(await rowsOf(twin.run, env))
  })

  it('that could keep no checkpoints said so once, went on, and is resumed from its start', async () => {
    using other = temporaryFolder()
    const there = { PHASESCOPE_DATA: other.path }
    writeFileSync(join(other.path, 'checkpoints'), 'in the way')
    const { code, stdout, stderr } = await phasescope(TRAIN, there)
    expect({ code, weights: weightsIn(stdout) }).toEqual({ code: 0, weights: twin.weights })
    expect(stderr.match(/Checkpoints cannot be written/g)).toHaveLength(1)
    await killPaused(start([...TRAIN, '--break', 'step = 60'], there), 60, there)
    rmSync(join(other.path, 'checkpoints'))
    expect(weightsIn((await resume(newestRun(there), there).ended).stdout)).toBe(twin.weights)
  })
})
