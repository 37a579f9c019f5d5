import { afterAll, beforeAll, expect, it } from 'vitest'
import { openSqlite, type Sqlite } from '#src/store/sqlite/sqlite.ts'
import type { ParameterValues } from '#src/vocabulary/index.ts'
import { temporaryFolder } from '../../phasescope.ts'
import { enveloped, measuredReport, runOf, scalarColumn } from './reports.ts'

const data = temporaryFolder()
let store: Sqlite

const RUNS: readonly (readonly [id: string, parameters: ParameterValues, last: number])[] = [
  ['a', { weightDecay: 10, kind: 'sgd' }, 1],
  ['b', { weightDecay: 0, kind: 'adam' }, 1],
  ['c', { weightDecay: 10, kind: 'adam' }, 0.5],
  ['d', { kind: 'adam' }, NaN],
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
    { value: 0, runs: 1 },
    { value: 10, runs: 2 },
    { value: null, runs: 1 },
  ])
  expect(store.groupsOf({}, 'kind')).toEqual([
    { value: 'adam', runs: 3 },
    { value: 'sgd', runs: 1 },
  ])
})

it('counts those alone that the question finds, whichever page of them it asks for', () => {
  expect(store.groupsOf({ where: 'kind = "adam"', from: 2, size: 1 }, 'weightDecay')).toEqual([
    { value: 0, runs: 1 },
    { value: 10, runs: 1 },
    { value: null, runs: 1 },
  ])
})

it('groups by any expression; what is no finite number has no group of its own', () => {
  expect(store.groupsOf({}, 'last("loss")')).toEqual([
    { value: 0.5, runs: 1 },
    { value: 1, runs: 2 },
    { value: null, runs: 1 },
  ])
})

it('each group has as many runs as the question that it is finds', () => {
  for (const { value, runs } of store.groupsOf({}, 'weightDecay'))
    expect(store.list({ where: value === null ? 'weightDecay is absent' : `weightDecay = ${value}` }).total).toBe(runs)
})

it('an expression that is none is refused at the character', () => {
  expect(() => store.groupsOf({}, 'weightDecay >')).toThrow(/At character/)
})
