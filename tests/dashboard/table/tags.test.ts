import { expect, test } from 'vitest'
import { commonTags, tagsIn, withTags } from '#dashboard/table/tags.ts'

const RUNS = [{ tags: ['paper', 'wide'] }, { tags: ['paper', 'deep', 'kept'] }, { tags: ['kept', 'paper'] }]

test('tags are written with commas between them', () => {
  expect(tagsIn(' paper, weight decay,, ')).toEqual(['paper', 'weight decay'])
  expect(tagsIn('  ')).toEqual([])
})

test('of several runs, those are shown that all have', () => {
  expect(commonTags(RUNS)).toEqual(['paper'])
  expect(commonTags(RUNS.slice(0, 1))).toEqual(['paper', 'wide'])
  expect(commonTags([])).toEqual([])
})

test('what is written stands for those that all have, and each run keeps its others', () => {
  const changed = (wanted: string[]) => RUNS.map(({ tags }) => withTags(RUNS, wanted)(tags))
  expect(changed(['talk'])).toEqual([
    ['wide', 'talk'],
    ['deep', 'kept', 'talk'],
    ['kept', 'talk'],
  ])
  expect(changed(['paper', 'kept'])).toEqual([
    ['wide', 'paper', 'kept'],
    ['deep', 'kept', 'paper'],
    ['kept', 'paper'],
  ])
  expect(changed([])).toEqual([['wide'], ['deep', 'kept'], ['kept']])
})
