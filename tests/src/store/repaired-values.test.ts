import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openSqlite, type Sqlite } from '#src/store/sqlite/sqlite.ts'
import type { Report } from '#src/vocabulary/index.ts'
import { declaration, enveloped, measuredReport, scalarColumn, startedReport } from './reports.ts'

let folder: string
let store: Sqlite
const mark = (step: number): Report => ({ type: 'marked', mark: { by: 'grokked', label: 'Grokked', step, about: 'x' } })
const transition: Report = {
  type: 'marked',
  mark: {
    ...{ by: 'rises', label: 'Rise', step: 6, about: '' },
    transition: { series: 'a', key: '1', onset: null, end: 9, before: 0, after: 1, seenAt: 7, score: 1 },
  },
}
const VALUES = ['last("a")', 'min("a")', 'onset("grokked")', 'last("b")', 'height("rises")']
const steps = Array.from({ length: 5000 }, (_, i) => i)

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'phasescope-repaired-'))
  store = openSqlite(folder)
  const [a, b] = [scalarColumn('a', steps, steps.map(Math.cos)), scalarColumn('b', [1], [2])]
  const declared = ['a', 'b'].map((name): Report => ({ type: 'declared', series: declaration(name) }))
  store.ingest(enveloped('r', 0, [startedReport('r'), ...declared, measuredReport(a), mark(8), mark(5), transition]))
  store.ingest(enveloped('r', 7, [measuredReport(b)]))
  store.ingest(enveloped('sound', 0, [startedReport('sound'), mark(5)]))
})
afterEach(() => {
  store.close()
  rmSync(folder, { recursive: true })
})

/** Changes the file behind the store's back, as a disk does. */
function alter(sql: string): void {
  store.close()
  const db = new DatabaseSync(join(folder, 'phasescope.sqlite'))
  db.exec(sql)
  db.close()
  store = openSqlite(folder)
}

test.each([
  ["update series set summary = zeroblob(72) where name = 'a'", "series 'a'"],
  ["update series set summary = null where name = 'a'", "series 'a'"],
  ["update mark set step = 3 where run = (select key from run where id = 'r')", 'mark'],
  ["delete from mark where run = (select key from run where id = 'r')", 'marks'],
  ["update mark set label = 'x' where run = (select key from run where id = 'r')", 'mark'],
  ["update transition set key = '2'", 'transition'],
  ['update transition set value_after = 3', 'transition'],
  ['delete from transition', 'transitions'],
])('%s: is never an answer, is said, and made again', (sql, what) => {
  const before = store.list({ ids: ['r'], values: VALUES })
  expect(before.values).toEqual([[Math.cos(4999), Math.min(...steps.map(Math.cos)), 5, 2, 1]])
  alter(sql)
  const damaged = store.list({ values: VALUES, where: 'last("a") > -2 or onset("grokked") > 4' })
  expect(damaged.damaged).toEqual(['r'])
  for (const value of damaged.values![0]!) expect([null, ...before.values![0]!]).toContain(value)
  expect(
    store
      .check()
      .faults.map((fault) => fault.what)
      .join('\n'),
  ).toContain(what)
  expect(store.check({ repair: true }).faults.every(({ repaired }) => repaired)).toBe(true)
  expect(store.list({ ids: ['r'], values: VALUES }).values).toEqual(before.values)
  expect(store.check().faults).toEqual([])
})

test('where points that wait are damaged, what their series come to is not known, and is said', () => {
  alter('update page set numbers = zeroblob(20)')
  const page = store.list({ ids: ['r'], values: VALUES })
  expect(page.values).toEqual([[null, null, 5, null, 1]])
  expect(page.damaged).toEqual(['r'])
  expect(store.list({ where: 'seed = 0', values: ['onset("grokked")'] })).not.toHaveProperty('damaged')
})
