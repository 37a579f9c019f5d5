import { expect, test } from 'vitest'
import type { Run, RunStatus, RunSummary } from '#src/vocabulary/index.ts'
import type { Change } from '#src/run-state/index.ts'
import { differencesOf } from '#dashboard/compare/differences.ts'
import { Chosen } from '#dashboard/compare/chosen.svelte.ts'
import { aliveFirst } from '#dashboard/run/alive-first.ts'
import { sparkPath } from '#dashboard/parts/spark.ts'

const run = (id: string, change: Partial<Run> = {}): Run => ({
  id,
  name: id,
  experiment: 'modular-addition-mlp',
  parameters: { weightDecay: 5, modulus: 97 },
  seed: 1,
  steps: 600,
  startedAt: 1_000,
  backend: { name: 'tensorflow', version: '2.21', obtained: 'wheel', device: 'cpu', threads: 2 },
  host: 'vm',
  version: '0.1.0',
  ...change,
})
const compared = (of: Run, changes: readonly Change[] = []) => ({ run: of, changes })
const summary = (id: string, status: RunStatus, startedAt: number): RunSummary => ({
  run: run(id, { startedAt }),
  status,
  step: 10,
  points: 10,
  lastReportAt: 0,
  endedAt: null,
  msPerStep: null,
  weights: null,
  spark: null,
  ...{ tags: [], note: null, archived: false },
})

test('running runs come first, then paused ones, and newest first among equals', () => {
  const all = [
    summary('old', 'running', 1),
    summary('done', 'completed', 9),
    summary('held', 'paused', 2),
    summary('new', 'running', 5),
  ]
  expect(aliveFirst(all, all).map(({ run }) => run.id)).toEqual(['new', 'old', 'held', 'done'])
})

test('only what differs is named, and a setting that one run lacks differs', () => {
  const { differ, same } = differencesOf([
    compared(run('a')),
    compared(run('b', { seed: 2, parameters: { modulus: 97 } })),
  ])
  expect(differ).toEqual([
    { key: 'seed', values: ['1', '2'] },
    { key: 'weightDecay', values: ['5', '–'] },
  ])
  expect(same).toContainEqual({ key: 'modulus', value: '97' })
})

test('a run whose end nobody planned is not said to have 0 steps', () => {
  const { differ } = differencesOf([compared(run('a')), compared(run('b', { steps: 0 }))])
  expect(differ).toEqual([{ key: 'steps', values: ['600', 'none planned'] }])
})

test('a fork differs in what it left and changed', () => {
  const parent = { run: 'a', step: 200, set: { weightDecay: 0 } }
  const { differ, same } = differencesOf([compared(run('a')), compared(run('b', { parent }))])
  expect(differ).toEqual([
    { key: 'weightDecay', values: ['5', '5; 0 from step 200'] },
    { key: 'forked', values: ['–', 'a at step 200: weightDecay=0'] },
  ])
  expect(same.map(({ key }) => key)).toContain('modulus')
  expect(same.map(({ key }) => key)).not.toContain('weightDecay')
})

test('a setting that was changed during a run differs, and a fork has what was changed before it left', () => {
  const before = { step: 60, key: 'modulus', value: 98 }
  const parent = { run: 'a', step: 60, set: { weightDecay: 0 } }
  const { differ } = differencesOf([
    compared(run('a'), [before, { step: 90, key: 'modulus', value: 98 }, { step: 95, key: 'modulus', value: 97 }]),
    compared(run('b', { parent }), [before, { step: 60, key: 'weightDecay', value: 0 }]),
    compared(run('c')),
  ])
  expect(differ).toEqual([
    { key: 'weightDecay', values: ['5', '5; 0 from step 60', '5'] },
    { key: 'modulus', values: ['97; 98 from step 60; 97 from step 95', '97; 98 from step 60', '97'] },
    { key: 'forked', values: ['–', 'a at step 60: weightDecay=0', '–'] },
  ])
})

test('taking a run away recolors none of the others, and the next takes the free color', () => {
  const chosen = new Chosen(new URLSearchParams('runs=a,b,c'))
  chosen.remove('b')
  expect([chosen.slotOf('a'), chosen.slotOf('c')]).toEqual([0, 2])
  chosen.add('d')
  expect(chosen.slotOf('d')).toBe(1)
  expect(chosen.ids).toEqual(['a', 'c', 'd'])
  // Whoever opens the address sees the same colors.
  const params = chosen.params(new URLSearchParams('log=x'))
  expect([params.get('runs'), params.get('colors'), params.get('log')]).toEqual(['a,c,d', '0,2,1', 'x'])
  const copied = new Chosen(params)
  expect(['a', 'c', 'd'].map((id) => copied.slotOf(id))).toEqual([0, 2, 1])
  for (const colors of ['0,1', '0,0,1', 'x,1,2', '-1,0,1'])
    expect(new Chosen(new URLSearchParams({ runs: 'a,b,c', colors })).slotOf('c'), colors).toBe(2)
})

test('a sparkline leaves a gap where a value is not finite', () => {
  expect(sparkPath([0, 1, 2, 3], [0, 1, null, 0.5], 100, 30).match(/M/g)).toHaveLength(2)
  expect(sparkPath([], [], 100, 30)).toBe('')
})
