import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openStore } from '#src/store/index.ts'
import { phasescope } from '../../phasescope.ts'
import { keep } from '../store/contract.ts'
import { reportsOf } from '../store/studied.ts'

let data: string
beforeAll(async () => {
  data = mkdtempSync(join(tmpdir(), 'phasescope-study-'))
  const store = await openStore(data)
  for (const [i, weightDecay] of [0, 0, 1, 1].entries()) {
    const series = { loss: { steps: [0, 1, 2], values: [8 - i, 4 - i, i === 3 ? NaN : 2 - i] } }
    const marks: Record<string, number> = weightDecay === 0 ? {} : { grokked: 1 + i }
    await keep(
      store,
      reportsOf({ id: `run-${i}`, parameters: { weightDecay }, seed: i, series, marks, startedAt: 9000 - i }),
    )
  }
  await store.close()
})
afterAll(() => rmSync(data, { recursive: true }))

test('aggregate prints bands as CSV, with the curve of every run where it is asked for', async () => {
  const args = ['aggregate', '--series', 'loss', '--by', 'weightDecay', '--band', 'range', '--csv', '--data', data]
  const { stdout } = await phasescope(args)
  const lines = stdout.trim().split('\n')
  expect(lines).toEqual([
    'weightDecay,run,x,center,low,high,n',
    '0,,0,7.5,7,8,2',
    '0,,1,3.5,3,4,2',
    '0,,2,1.5,1,2,2',
    '1,,0,5.5,5,6,2',
    '1,,1,1.5,1,2,2',
    '1,,2,0,0,0,1',
  ])
  const whole = await phasescope([...args, '--members'])
  expect(whole.stdout).toContain('\n1,run-3,2,NaN,,,')
})

test('aggregate counts steps from each run’s own event, and says who has none', async () => {
  const { stdout, stderr } = await phasescope([
    'aggregate',
    '--series',
    'loss',
    '--align',
    'event:grokked',
    '--csv',
    '--band',
    'range',
    '--data',
    data,
  ])
  expect(stdout.split('\n').slice(0, 3)).toEqual(['run,x,center,low,high,n', ',-4,5,5,5,1', ',-3,3.5,1,6,2'])
  expect(stderr).toContain(`Left out: run run-0: Event 'grokked' is not among its marks`)
})

test('effects prints a line a run, and where the event never came the last step', async () => {
  const { stdout } = await phasescope([
    'effects',
    '--of',
    'onset("grokked")',
    '--by',
    'weightDecay',
    '--csv',
    '--data',
    data,
  ])
  expect(stdout.trim().split('\n')).toEqual([
    'run,weightDecay,value,beyond',
    'run-0,0,,2',
    'run-1,0,,2',
    'run-2,1,3,',
    'run-3,1,4,',
  ])
})

test('what cannot be asked is refused by name', async () => {
  const wrong = async (...args: string[]) => (await phasescope([...args, '--data', data])).stderr
  expect(await wrong('aggregate', '--series', 'los')).toContain(`No run has anything of series 'los' to say`)
  expect(await wrong('aggregate', '--series', 'loss', '--align', 'epoch')).toContain(
    `align: expected 'step', 'event:<a mark>'`,
  )
  expect(await wrong('effects', '--of', 'last(loss)')).toMatch(/character 6/)
})
