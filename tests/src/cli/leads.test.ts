import { afterAll, beforeAll, expect, test } from 'vitest'
import { openStore } from '#src/store/index.ts'
import { phasescope, temporaryFolder } from '../../phasescope.ts'
import { keep } from '../store/contract.ts'
import { reportsOf } from '../store/studied.ts'

let data: ReturnType<typeof temporaryFolder>
const steps = Array.from({ length: 100 }, (_, i) => i)
beforeAll(async () => {
  data = temporaryFolder()
  const store = await openStore(data.path)
  for (const seed of [0, 1, 2, 3, 4, 5]) {
    const jump = (at: number) => ({ steps, values: steps.map((step) => (step < at + seed ? Math.sin(step) : 30)) })
    const series = { early: jump(30), late: jump(70), never: { steps, values: steps.map(Math.sin) } }
    await keep(store, reportsOf({ id: `run-${seed}`, seed, series, marks: { grokked: 50 + seed }, startedAt: 9000 - seed })) // prettier-ignore
  }
  await store.close()
})
afterAll(() => data[Symbol.dispose]())

const leads = (...args: string[]) => phasescope(['leads', '--data', data.path, ...args])

test('leads prints which series move first over all runs, how sure that is, and the order that holds', async () => {
  const { stdout } = await leads('--event', 'grokked')
  const lines = stdout.trim().split('\n')
  expect(lines.slice(0, 3).map((line) => line.trim().split(/\s+/))).toEqual([
    ['series', 'median', 'low', 'high', 'before', 'after', 'unmoved', 'p', 'corrected'],
    ['early', '-20', '-20', '-20', '6', '0', '0', '0.0313', '0.0625'],
    ['late', '20', '20', '20', '0', '6', '0', '0.0313', '0.0625'],
  ])
  expect(stdout).toContain('corrected: by Holm’s method (1979) for 2 series, whatever their dependence. Of 6 runs no p is below 0.0313') // prettier-ignore
  expect(stdout).toContain('In 6 of 6 runs, at least 80 %, all of this order holds: early → grokked → late')
})

test('leads of one run prints its onsets with their intervals; an event may be the onset of a series', async () => {
  const { stdout } = await leads('--event', 'late', '--run', 'run-2', '--series', 'early,late')
  expect(stdout.split('\n').slice(0, 2).map((line) => line.trim().split(/\s{2,}/))).toEqual([
    ['series', 'onset', 'low', 'high', 'after late', 'which'],
    ['early', '32', '32', '32', '-40', 'before'],
  ]) // prettier-ignore
  const { stdout: csv } = await leads('--event', 'grokked', '--run', 'run-2', '--series', 'early', '--csv')
  expect(csv.trim().split('\n')).toEqual(['series,run,event,event-low,event-high,onset,low,high', 'early,run-2,52,,,32,32,32']) // prettier-ignore
})

test('leads says as JSON what the store says, and what is asked wrongly', async () => {
  const { stdout } = await leads('--event', 'grokked', '--series', 'late,early', '--share', '1', '--json')
  expect(JSON.parse(stdout)).toMatchObject({
    share: 1,
    leads: [
      { series: 'early', before: 6, p: 0.03125 },
      { series: 'late', after: 6 },
    ],
    order: { names: ['early', 'grokked', 'late'], chain: { runs: 6 } },
  })
  const { code, stderr } = await leads('--event', 'groked')
  expect([code, stderr]).toEqual([0, expect.stringContaining("did you mean 'grokked'?")])
  const wrong = await leads('--event', 'grokked', '--share', '80')
  expect([wrong.code, wrong.stderr]).toEqual([1, expect.stringContaining('a share from 0 to 1')])
})
