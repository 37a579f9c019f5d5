import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openStore } from '#src/store/index.ts'
import { phasescope, temporaryFolder } from '../../phasescope.ts'
import { keep } from '../store/contract.ts'
import { reportsOf } from '../store/studied.ts'

let data: ReturnType<typeof temporaryFolder>
beforeAll(async () => {
  data = temporaryFolder()
  const store = await openStore(data.path)
  const steps = Array.from({ length: 20 }, (_, i) => i)
  const series = { 'test-accuracy': { steps, values: steps.map((step) => (step < 10 ? 0 : 1)) } }
  await keep(store, reportsOf({ id: 'a-run', seed: 0, series, marks: {}, startedAt: 9000 }))
  await store.close()
})
afterAll(() => data[Symbol.dispose]())

const detect = (...args: string[]) => phasescope(['detect', ...args, '--data', data.path])

test('detect says of a run without events which series it lacks: silence about it is no finding', async () => {
  const { stdout } = await detect('rank-collapse', '--run', 'a-run')
  expect(stdout.trim()).toBe(
    "No event in 0 points; it has no point of 'activation-effective-rank/hidden' (--set of=NAME watches another)",
  )
  const path = join(data.path, 'flat.csv')
  writeFileSync(path, `loss\n${'1\n'.repeat(20)}`)
  expect((await detect('rank-collapse', '--input', path)).stdout.trim()).toBe('No event in 20 points')
})

test('detect says which file it cannot read, and looks at one that it can', async () => {
  const path = join(data.path, 'series.csv')
  const wrong = await detect('grokked', '--input', path)
  expect([wrong.code, wrong.stderr]).toEqual([2, expect.stringContaining(`--input: cannot read ${path} (ENOENT)`)])
  writeFileSync(path, 'step,train-accuracy,test-accuracy\n0,0,0\n1,1,0\n2,1,1\n')
  expect((await detect('grokked', '--input', path)).stdout).toContain('Test accuracy 1.0000 at step 2')
})
