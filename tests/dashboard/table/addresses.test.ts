import { expect, it } from 'vitest'
import { ChosenRuns } from '#dashboard/table/chosen-runs.svelte.ts'
import { columnOf } from '#dashboard/table/columns.ts'
import { compareAddress, whereOf } from '#dashboard/table/compare-address.ts'
import { inGroup, isTopOfNewest, questionOf } from '#dashboard/table/parts-of.ts'
import { paramsFromTable, tableFromParams } from '#dashboard/table/table-address.ts'

const FIRST = tableFromParams(new URLSearchParams())

it('the address keeps what the table shows, and nothing that is as it starts', () => {
  const table = {
    text: 'weightDecay > 0.1',
    shelf: 'failed',
    sort: 'last("test-loss")',
    descending: false,
    group: 'weightDecay',
    columns: ['status', 'at("a, b", 100)', 'a\\b'],
    closed: ['0.5', '"a, b"', 'null'],
  } as const
  const params = paramsFromTable(new URLSearchParams('theme=dark&page=3'), table)
  expect(tableFromParams(new URLSearchParams(params.toString()))).toEqual(table)
  expect(params.get('page')).toBeNull()
  expect(paramsFromTable(params, FIRST).toString()).toBe('theme=dark')
  expect(tableFromParams(new URLSearchParams('status=odd'))).toEqual(FIRST)
})

it('the question asks for the values of the columns that are expressions, sorted as the table is', () => {
  const columns = ['status', 'weightDecay', 'weightDecay * 2', 'last("test-loss")'].map(columnOf)
  expect(questionOf({ ...FIRST, text: 'mlp' }, columns)).toEqual({
    text: 'mlp',
    sort: 'started',
    descending: true,
    values: ['weightDecay * 2', 'last("test-loss")'],
  })
  expect(questionOf({ ...FIRST, sort: 'weightDecay', descending: false }, [])).toEqual({ by: 'weightDecay', descending: false }) // prettier-ignore
  expect(questionOf({ ...FIRST, shelf: 'archived' }, [])).toMatchObject({ archived: true })
  expect(questionOf({ ...FIRST, shelf: 'removed' }, [])).toMatchObject({ removed: true })
  expect(questionOf({ ...FIRST, shelf: 'lost' }, [])).toMatchObject({ status: ['lost'] })
})

it('a group is a condition more', () => {
  expect(inGroup({ where: 'a > 1 or b > 1' }, 'weightDecay', 0.3).where).toBe('(a > 1 or b > 1) and weightDecay = 0.3')
  expect(inGroup({}, 'optimizer', 'say "x"').where).toBe('optimizer = "say \\"x\\""')
  expect(inGroup({}, 'weightDecay', null).where).toBe('weightDecay is absent')
})

it('those under way stand above the newest only', () => {
  expect(isTopOfNewest({ ...FIRST, text: 'mlp' })).toBe(true)
  for (const other of [{ sort: 'name' }, { descending: false }, { group: 'seed' }, { shelf: 'failed' } as const])
    expect(isTopOfNewest({ ...FIRST, ...other })).toBe(false)
})

it('a comparison of a few names them, and one of all that match says what they match', () => {
  const few = ['a', 'b c']
  const many = Array.from({ length: 500 }, (_, i) => `r${i}`)
  const filtered = { ...FIRST, text: 'weightDecay > 0.1', shelf: 'completed' } as const
  expect(compareAddress(few, filtered, true)).toBe('/compare?runs=a,b%20c')
  expect(new URL(compareAddress(many, filtered, true), 'http://x').searchParams.get('where')).toBe(
    '(weightDecay > 0.1) and status = "completed"',
  )
  expect(compareAddress(many, filtered, false)).toMatch(/^\/compare\?runs=r0,r1,/)
  // Words that are looked for are no expression.
  expect(whereOf({ text: 'some words', shelf: null })).toBeNull()
  expect(whereOf({ text: '/^r1/', shelf: null })).toBe('(name ~ "^r1" or id ~ "^r1")')
})

it('what is chosen is in the address, unless it is more than one holds', () => {
  const chosen = new ChosenRuns(new URLSearchParams('chosen=a,b'))
  expect(chosen.ids).toEqual(['a', 'b'])
  chosen.toggle('a')
  chosen.add(['c', 'b'])
  expect(chosen.params(new URLSearchParams('q=x')).toString()).toBe('q=x&chosen=b%2Cc')
  chosen.add(Array.from({ length: 2_000 }, (_, i) => `run-${i}`))
  expect(chosen.isInAddress).toBe(false)
  expect(chosen.params(new URLSearchParams('chosen=a')).toString()).toBe('')
  chosen.clear()
  expect(chosen.ids).toEqual([])
})
