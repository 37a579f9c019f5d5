import { beforeEach, expect, test } from 'vitest'
import type { Label, RunSummary, RunsQuestion } from '#src/vocabulary/index.ts'
import { readableSummary } from '#src/run-state/index.ts'
import { Deeds } from '#dashboard/run/deeds.svelte.ts'
import { ChosenRuns } from '#dashboard/table/chosen-runs.svelte.ts'
import { TableDeeds } from '#dashboard/table/table-deeds.svelte.ts'

const line = (id: string, labels: Partial<RunSummary> = {}): RunSummary => ({
  ...readableSummary({ run: { id, name: `the ${id}` }, status: 'completed' })!,
  ...labels,
})

let runs: readonly RunSummary[]
let asked: unknown[]
let chosen: ChosenRuns
let deeds: TableDeeds
let hub: { why: string | null }
beforeEach(() => {
  runs = [line('a', { tags: ['x'] }), line('b', { archived: true }), line('c')]
  asked = []
  hub = { why: null }
  chosen = new ChosenRuns(new URLSearchParams('chosen=a,b'))
  const session = {
    label: async (run: string, label: Label) => void asked.push([run, label]),
    remove: async (run: string) => void asked.push(`remove ${run}`),
    restore: async (run: string) => void asked.push(`restore ${run}`),
  }
  const list = async ({ ids = [] }: RunsQuestion) => {
    if (hub.why !== null) throw new Error(hub.why)
    const found = runs.filter(({ run }) => ids.includes(run.id))
    return { runs: found, total: found.length }
  }
  deeds = new TableDeeds(new Deeds(session), { list }, () => chosen)
})

test('a label is begun, written and given to each run', async () => {
  deeds.begin('rename', [runs[0]!])
  expect(deeds.labelling).toEqual({ what: 'rename', runs: [runs[0]] })
  expect(asked).toEqual([])
  deeds.save('Wide')
  deeds.leave()
  expect(deeds.labelling).toBeNull()
  await deeds.beginWithChosen('tags')
  deeds.save('paper')
  deeds.begin('note', [runs[2]!])
  deeds.save('')
  await expect
    .poll(() => asked)
    .toEqual([
      ['a', { name: 'Wide' }],
      ['a', { tags: ['x', 'paper'] }],
      ['b', { tags: ['paper'] }],
      ['c', { note: null }],
    ])
})

test('runs are archived unless all of them are, and then taken out', async () => {
  await deeds.beginWithChosen('archive')
  deeds.begin('archive', [runs[1]!])
  await expect
    .poll(() => asked)
    .toEqual([
      ['a', { archived: true }],
      ['b', { archived: true }],
      ['b', { archived: false }],
    ])
})

test('a run that is removed is no longer chosen', async () => {
  deeds.begin('remove', [runs[0]!])
  await expect.poll(() => chosen.ids).toEqual(['b'])
  deeds.begin('restore', [runs[0]!])
  await expect.poll(() => asked).toEqual(['remove a', 'restore a'])
})

test('why the hub did not say which runs are chosen is told until the next time', async () => {
  hub.why = 'gone'
  await deeds.beginWithChosen('remove')
  expect(deeds.problem).toBe('gone')
  hub.why = null
  await deeds.beginWithChosen('note')
  expect(deeds.problem).toBeNull()
  expect(deeds.labelling?.runs).toHaveLength(2)
  expect(asked).toEqual([])
})

test('all that a question finds are chosen until one is taken away, or the question changes', () => {
  const question = { text: 'wide' }
  expect(chosen.isAllOf(question)).toBe(false)
  chosen.addAll(['c'], question)
  expect(chosen.ids).toEqual(['a', 'b', 'c'])
  expect([chosen.isAllOf({ text: 'wide' }), chosen.isAllOf({ text: 'deep' })]).toEqual([true, false])
  chosen.toggle('a')
  expect(chosen.isAllOf(question)).toBe(false)
  chosen.clear()
  expect(chosen.isAllOf(question)).toBe(false)
})
