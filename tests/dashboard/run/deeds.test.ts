import { expect, it } from 'vitest'
import type { Label, RunSummary } from '#src/vocabulary/index.ts'
import { readableSummary } from '#src/run-state/index.ts'
import { Deeds } from '#dashboard/run/deeds.svelte.ts'

const line = (id: string, labels: Partial<RunSummary> = {}): RunSummary => ({
  ...readableSummary({ run: { id, name: `the ${id}` }, status: 'completed' })!,
  ...labels,
})

function deeds(refused: readonly string[] = []) {
  const asked: unknown[] = []
  const answer = async (what: unknown, run: string) => {
    if (refused.includes(run)) throw new Error(`${run} is under way`)
    asked.push(what)
  }
  const session = {
    label: (run: string, label: Label) => answer([run, label], run),
    remove: (run: string) => answer(`remove ${run}`, run),
    restore: (run: string) => answer(`restore ${run}`, run),
  }
  return { asked, deeds: new Deeds(session) }
}

it('labels runs, each by what it has, and gives back what each had', async () => {
  const { asked, deeds: one } = deeds()
  const runs = [line('a', { tags: ['x'] }), line('b')]
  expect(await one.label('Tagged', runs, ({ tags }) => ({ tags: [...tags, 'paper'] }))).toBe(true)
  expect(asked).toEqual([
    ['a', { tags: ['x', 'paper'] }],
    ['b', { tags: ['paper'] }],
  ])
  expect(one.last?.text).toBe('Tagged 2 runs')
  asked.length = 0
  await one.undo()
  expect(asked).toEqual([
    ['a', { tags: ['x'] }],
    ['b', { tags: [] }],
  ])
  expect(one.last).toBeNull()
})

it('renames a run, and only the name comes back', async () => {
  const { asked, deeds: one } = deeds()
  await one.label('Renamed', [line('a', { archived: true, note: 'n' })], () => ({ name: 'b' }))
  await one.undo()
  expect(asked).toEqual([
    ['a', { name: 'b' }],
    ['a', { name: 'the a' }],
  ])
})

it('of several runs, says of how many it did not happen and why, and takes back the others alone', async () => {
  const { asked, deeds: one } = deeds(['b'])
  expect(await one.remove([line('a'), line('b'), line('c')])).toBe(false)
  expect(one.problem).toBe('1 of 3 runs: b is under way')
  expect(one.last?.text).toBe('Removed 2 runs')
  await one.undo()
  expect(asked).toEqual(['remove a', 'remove c', 'restore a', 'restore c'])
})

it('tells nothing where nothing happened but why, until that was seen', async () => {
  const { deeds: one } = deeds(['a'])
  expect(await one.remove([line('a')])).toBe(false)
  expect(one.last).toBeNull()
  expect(one.problem).toBe('a is under way')
  one.forget()
  expect(one.problem).toBeNull()
})
