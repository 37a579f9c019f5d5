import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { ParameterValues, RunSummary } from '#src/vocabulary/index.ts'
import { changeText, familiesOf, familyOf, givenName, membersOf, nested, type Branch } from '#dashboard/run/family.ts'
import { familyRows } from '#dashboard/run/family-rows.ts'
import { runOf } from '../../src/store/reports.ts'

const line = (id: string, parent?: [run: string, step: number, set?: ParameterValues], step = 1_000): RunSummary => ({
  run: {
    ...runOf(id, id.charCodeAt(0)),
    parent: parent === undefined ? null : { run: parent[0], step: parent[1], set: parent[2] ?? {} },
  },
  status: 'completed',
  step,
  points: 0,
  lastReportAt: 0,
  endedAt: null,
  msPerStep: null,
  weights: null,
  spark: null,
  ...{ tags: [], note: null, archived: false },
})
const shape = ({ id, branches }: Branch): unknown => (branches.length === 0 ? id : [id, ...branches.map(shape)])
const shapes = (...lines: RunSummary[]) => familiesOf(lines).map(shape)

test('branches are nested under their parents in the order in which they left', () => {
  expect(
    shapes(
      line('a'),
      line('b', ['a', 500]),
      line('c', ['a', 200]),
      line('d', ['b', 700]),
      line('e', ['a', 500]),
      line('f'),
    ),
  ).toEqual([['a', 'c', ['b', 'd'], 'e'], 'f'])
})

test('what left a branch before that had left is drawn from where they were one run', () => {
  expect(shapes(line('a'), line('b', ['a', 500]), line('c', ['b', 200]), line('d', ['b', 500]))).toEqual([
    ['a', 'c', ['b', 'd']],
  ])
  expect(shapes(line('b', ['gone', 500]), line('c', ['b', 200]))).toEqual([['gone', 'c', 'b']])
})

test('a branch knows where it left, what it changed, and how far it has come', () => {
  const family = familyOf([line('a'), line('b', ['a', 500, { weightDecay: 0, rate: 0.1 }], 800)], 'b')
  expect(family?.branches[0]).toMatchObject({ from: 500, to: 800, set: { weightDecay: 0, rate: 0.1 } })
  expect(changeText(family!.branches[0]!.set)).toBe('weightDecay=0 rate=0.1')
  expect(changeText({})).toBe('no change')
})

test('a branch that was named by itself says nothing twice', () => {
  const named = (name: string, set: ParameterValues) => {
    const branch = line('b', ['a', 500, set])
    return givenName(familyOf([line('a'), { ...branch, run: { ...branch.run, name } }], 'a')!.branches[0]!)
  }
  expect(named('a @500 weightDecay=0', { weightDecay: 0 })).toBeNull()
  expect(named('a @500', {})).toBeNull()
  expect(named('without decay', { weightDecay: 0 })).toBe('without decay')
})

test('a run without relatives has no family', () => {
  expect(familyOf([line('a'), line('b')], 'a')).toBeNull()
  expect(familyOf([], 'a')).toBeNull()
})

test('branches of a parent that was removed stay together, and its line reaches the last of them', () => {
  const lines = [line('b', ['gone', 300]), line('c', ['gone', 600]), line('d')]
  expect(shapes(...lines)).toEqual(['d', ['gone', 'b', 'c']])
  expect(familyOf(lines, 'c')).toMatchObject({ id: 'gone', summary: null, from: null, to: 600 })
  expect(nested(lines).map(({ summary, depth }) => [summary.run.id, depth])).toEqual([
    ['b', 0],
    ['c', 0],
    ['d', 0],
  ])
})

test('a run that is its own ancestor is in the family once', () => {
  expect(shapes(line('a', ['a', 1]))).toEqual(['a'])
  expect(shapes(line('b', ['c', 1]), line('c', ['b', 1]), line('d', ['c', 5]))).toEqual([['b', ['c', 'd']]])
  expect(familiesOf([line('b', ['c', 1]), line('c', ['b', 1])])[0]).toMatchObject({ from: null, set: {} })
})

test('whatever parents runs claim, every run is in exactly one family', () => {
  const names = [...'abcdefgh']
  const parents = fc.array(fc.option(fc.constantFrom(...names, 'gone'), { nil: undefined }), {
    minLength: 8,
    maxLength: 8,
  })
  fc.assert(
    fc.property(parents, (claimed) => {
      const lines = names.map((id, i) => line(id, claimed[i] === undefined ? undefined : [claimed[i], i]))
      const ids = familiesOf(lines)
        .flatMap(membersOf)
        .filter(({ summary }) => summary !== null)
      expect(ids.map(({ id }) => id).sort()).toEqual(names)
      expect(
        nested(lines)
          .map(({ summary }) => summary.run.id)
          .sort(),
      ).toEqual(names)
    }),
  )
})

test('a family stands in the list where its first member stood', () => {
  const list = [line('z'), line('c', ['a', 5]), line('y'), line('a'), line('d', ['c', 9])]
  expect(nested(list).map(({ summary, depth }) => `${summary.run.id}${depth}`)).toEqual(['z0', 'a0', 'c1', 'd2', 'y0'])
})

test('of several branches the last to leave is drawn nearest, so that no line crosses another', () => {
  const lines = [line('a'), line('b', ['a', 200]), line('c', ['a', 500]), line('d', ['b', 700]), line('e', ['c', 600])]
  const rows = familyRows(familiesOf(lines)[0]!, 'd')
  expect(rows.map(({ branch, depth, parent }) => [branch.id, depth, parent])).toEqual([
    ['a', 0, null],
    ['c', 1, 0],
    ['e', 2, 1],
    ['b', 1, 0],
    ['d', 2, 3],
  ])
  const crossed = rows.flatMap(({ branch, parent }, row) =>
    rows.slice((parent ?? row) + 1, row).filter((between) => between.branch.from! < branch.from!),
  )
  expect(crossed).toEqual([])
})

test('a run is its ancestors until it left them', () => {
  const lines = [line('a'), line('b', ['a', 200]), line('c', ['a', 500]), line('d', ['b', 700], 900)]
  const rows = familyRows(familiesOf(lines)[0]!, 'd')
  expect(Object.fromEntries(rows.map(({ branch, shared }) => [branch.id, shared]))).toEqual({
    a: 200,
    b: 700,
    c: null,
    d: 900,
  })
})
