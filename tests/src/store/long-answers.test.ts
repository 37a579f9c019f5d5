import { afterAll, beforeAll, expect, it } from 'vitest'
import { BOUNDS, type Report } from '#src/vocabulary/index.ts'
import { openSqlite, type Sqlite } from '#src/store/sqlite/sqlite.ts'
import { temporaryFolder } from '../../phasescope.ts'
import { declaration, enveloped, measuredReport, runOf, scalarColumn } from './reports.ts'

/** What is harmless of one run, of very many: an answer must not become more than a text, or memory, can hold. */
const data = temporaryFolder()
let store: Sqlite
const RUNS = 20

beforeAll(() => {
  store = openSqlite(data.path)
  for (let i = 0; i < RUNS; i++)
    store.ingest(
      enveloped(`r${i}`, 0, [
        { type: 'started', run: { ...runOf(`r${i}`), parameters: { width: i } }, probes: [], detectors: [] },
        { type: 'labeled', note: `${i}`.padEnd(BOUNDS.text, 'n') },
        { type: 'declared', series: declaration('loss') },
        measuredReport(scalarColumn('loss', [0, 1, 2], [i, i + 1, i + 2])),
      ]),
    )
})
afterAll(() => {
  store?.close()
  data[Symbol.dispose]()
})

it('values that are too long together are refused, and the same of fewer runs are not', () => {
  const values = Array<string>(BOUNDS.valuesARun).fill('note')
  expect(() => store.list({ values })).toThrow(/values: expected at most 8388608 characters in one answer/)
  expect(() => store.list({ values, only: 'ids' })).toThrow(/values: expected at most/)
  expect(store.list({ values, size: 10 }).values).toHaveLength(10)
  const effects = { among: {}, of: 'width', by: ['note', 'note'], center: 'mean', band: 'range', seed: 0 } as const
  expect(store.effects(effects).rows).toHaveLength(RUNS)
  expect(store.groupsOf({}, 'note')).toHaveLength(RUNS)
})

it('what is offered as columns is the most frequent of it', () => {
  const names = Array.from({ length: BOUNDS.columnsOffered + 10 }, (_, i) => `extra-${i}`)
  const reports: Report[] = names.map((name) => ({ type: 'declared', series: declaration(name) }))
  store.ingest(enveloped('many', 0, [{ type: 'started', run: { ...runOf('many'), parameters: {} }, probes: [], detectors: [] }, { type: 'declared', series: declaration('loss') }, measuredReport(scalarColumn('loss', [0], [1])), ...reports])) // prettier-ignore
  const { series, parameters } = store.columnsOf({})
  expect(series).toHaveLength(BOUNDS.columnsOffered)
  expect(series[0]).toEqual({ name: 'loss', runs: RUNS + 1, kind: 'scalar' })
  expect(parameters).toEqual([{ name: 'width', runs: RUNS }])
})

it('of very many misspelled names the first are hinted at, each once, and every one reads as absent', () => {
  const where = Array.from({ length: 40 }, (_, i) => `last("los${i}")<9`).join(' or ')
  const { hints, total } = store.list({ where: `last("los0") < 1 or ${where}` })
  expect(total).toBe(0)
  expect(hints).toHaveLength(8)
  expect(new Set(hints).size).toBe(8)
  expect(hints![0]).toBe("None of these runs has a scalar series 'los0'; did you mean 'loss'?")
})

it('whatever else was asked, values stay what they are', () => {
  const asked = (values: readonly string[]) => store.list({ ids: ['r3'], values }).values![0]
  for (let i = 0; i < 10; i++) asked(Array.from({ length: 60 }, (_, j) => `at("x${i}-${j}", ${j})`))
  for (let i = 0; i < 10; i++) asked(Array.from({ length: 60 }, (_, j) => `last("y${i}-${j}")`))
  for (let i = 0; i < 2; i++) expect(asked(['at("loss", 1)', 'area("loss")', 'at("x0-0", 0)', 'last("loss")'])).toEqual([4, 8, null, 5]) // prettier-ignore
})
