import { afterAll, beforeAll, expect, it } from 'vitest'
import { openSqlite, type Sqlite } from '#src/store/sqlite/sqlite.ts'
import { equalsText, type ParameterValues } from '#src/vocabulary/index.ts'
import { temporaryFolder } from '../../phasescope.ts'
import { enveloped, measuredReport, runOf, scalarColumn } from './reports.ts'

const data = temporaryFolder()
let store: Sqlite

const RUNS: readonly (readonly [id: string, parameters: ParameterValues, last: number])[] = [
  ['a', { weightDecay: 10, kind: 'sgd' }, 1],
  ['b', { weightDecay: 0, kind: 'adam' }, 1],
  ['c', { weightDecay: 10, kind: 'adam' }, 0.5],
  ['d', { kind: 'adam' }, NaN],
  ['e', { weightDecay: 0, kind: 'sgd' }, -Infinity],
  ['f', { weightDecay: 0, kind: 'sgd' }, Infinity],
]

beforeAll(() => {
  store = openSqlite(data.path)
  for (const [id, parameters, last] of RUNS)
    store.ingest(
      enveloped(id, 0, [
        { type: 'started', run: { ...runOf(id), parameters }, probes: [], detectors: [] },
        measuredReport(scalarColumn('loss', [0, 1], [2, last])),
      ]),
    )
})
afterAll(() => {
  store?.close()
  data[Symbol.dispose]()
})

it('counts the runs of each value, the smallest first and those without one last', () => {
  expect(store.groupsOf({}, 'weightDecay')).toEqual([
    { value: 0, runs: 3 },
    { value: 10, runs: 2 },
    { value: null, runs: 1 },
  ])
  expect(store.groupsOf({}, 'kind')).toEqual([
    { value: 'adam', runs: 3 },
    { value: 'sgd', runs: 3 },
  ])
})

it('counts those alone that the question finds, whichever page of them it asks for', () => {
  expect(store.groupsOf({ where: 'kind = "adam"', from: 2, size: 1 }, 'weightDecay')).toEqual([
    { value: 0, runs: 1 },
    { value: 10, runs: 1 },
    { value: null, runs: 1 },
  ])
})

it('groups by any expression; all that is no finite number is one group, before what is absent', () => {
  expect(store.groupsOf({}, 'last("loss")')).toEqual([
    { value: 0.5, runs: 1 },
    { value: 1, runs: 2 },
    { value: NaN, runs: 3 },
  ])
  expect(store.groupsOf({}, 'last("loss") * weightDecay').map(({ value }) => value)).toEqual([0, 5, 10, NaN, null])
})

it('each group has as many runs as the question that it is finds', () => {
  for (const by of ['weightDecay', 'kind', 'last("loss")', 'last("loss") * weightDecay', 'log10(weightDecay)'])
    for (const { value, runs } of store.groupsOf({}, by))
      expect(store.list({ where: equalsText(by, value) }).total, equalsText(by, value)).toBe(runs)
})

it('an expression that is none is refused at the character', () => {
  expect(() => store.groupsOf({}, 'weightDecay >')).toThrow(/At character/)
})
