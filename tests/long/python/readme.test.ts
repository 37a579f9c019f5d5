import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, expect, it } from 'vitest'
import { python } from '../../clients/python/python.ts'
import { PACKAGE, venvWithTorch, type Venv } from '../../clients/python/venv.ts'
import { temporaryFolder } from '../../phasescope.ts'
import { served } from '../../served.ts'

/** The whole script of the package's README, as it stands there. */
const EXAMPLE = /## A whole script[\s\S]*?```python\n([\s\S]*?)```/.exec(
  readFileSync(join(PACKAGE, 'README.md'), 'utf8'),
)![1]!

let here: Venv
beforeAll(async () => {
  here = await venvWithTorch()
})

it('the script of the README is on the hub from its first steps, and learns', async (context) => {
  if (here.python === null) return context.skip(here.why)
  expect(EXAMPLE.match(/# \d$/gm)).toEqual(['# 1', '# 2', '# 3'])
  using data = temporaryFolder()
  await using hub = await served(data.path)
  const few = EXAMPLE.replace('range(5_000)', 'range(101)')
  const { code, stderr } = await python(here.python, few, { PHASESCOPE_DATA: data.path, OMP_NUM_THREADS: '1' }).ended
  expect([stderr, code]).toEqual(['', 0])
  const run = await hub.firstRun()
  expect((await hub.view(run)).summary).toMatchObject({
    status: 'completed',
    run: { experiment: 'modular-addition', parameters: { p: 59, width: 64, lr: 1e-3 }, backend: { name: 'torch' } },
  })
  const { steps, values } = await hub.points(run, 'train/loss', 'points=1000')
  expect(steps).toEqual(Array.from({ length: 101 }, (_, step) => step))
  expect(values[0]).toBeGreaterThan(Math.log(59) - 0.5)
  expect(values[100]).toBeLessThan(values[0]! - 0.1)
  expect((await hub.points(run, 'test/accuracy')).steps).toEqual([0, 50, 100])
})
