import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { openSqlite, type Sqlite } from '#src/store/sqlite/sqlite.ts'
import type { Report, RunSummary } from '#src/vocabulary/index.ts'
import { EXPRESSIONS } from '../../fixtures/schema-3/expressions.ts'
import { temporaryFolder } from '../../phasescope.ts'
import { enveloped } from './reports.ts'

type Said = Omit<RunSummary, 'spark'> & { readonly values: Readonly<Record<string, unknown>> }

let folder: ReturnType<typeof temporaryFolder>
let data: string
let stored: readonly Said[]

/** What a version of schema 3 stored, unpacked, with what it says of it itself. */
beforeEach(() => {
  vi.spyOn(process.stderr, 'write').mockReturnValue(true)
  folder = temporaryFolder()
  execFileSync('tar', ['-xzf', join(import.meta.dirname, '../../fixtures/schema-3/stored.tar.gz'), '-C', folder.path])
  data = join(folder.path, 'data')
  stored = JSON.parse(readFileSync(join(folder.path, 'runs.json'), 'utf8')) as readonly Said[]
})
afterEach(() => {
  vi.restoreAllMocks()
  folder[Symbol.dispose]()
})

function saidBy(store: Sqlite): readonly Said[] {
  const { runs, values } = store.list({ values: EXPRESSIONS })
  return runs.map((run, i) => ({
    ...run,
    values: Object.fromEntries(EXPRESSIONS.map((name, k) => [name, values![i]![k]!])),
  }))
}

test('a store of schema 3 says what it said, keeps its removed run and its views, and goes on with transitions', () => {
  expect(stored.map(({ run }) => run.id)).toEqual(['second', 'first'])
  const store = openSqlite(data)
  expect(saidBy(store)).toEqual(stored)
  expect(store.check()).toEqual({ runs: 3, faults: [] })
  expect(existsSync(join(data, 'phasescope.sqlite.v3-backup'))).toBe(true)
  expect(store.views().map(({ name }) => name)).toEqual(['study'])
  store.restore('gone')
  expect(store.list({ ids: ['gone'], values: ['onset("twenty")'] }).values).toEqual([[20]])
  const said: Report = {
    type: 'marked',
    mark: {
      ...{ by: 'grokking', step: 31, label: 'Generalization', about: '' },
      transition: { series: 'test-accuracy', key: 'generalization', onset: null, end: 40, before: 0, after: 1, seenAt: 44, score: 2 }, // prettier-ignore
    },
  }
  const next = store.next('first')
  store.ingest(enveloped('first', next, [said]))
  expect(store.list({ ids: ['first'], values: ['duration("generalization")'] }).values).toEqual([[9]])
  store.close()
  const again = openSqlite(data)
  expect(again.check()).toEqual({ runs: 3, faults: [] })
  again.close()
})

test('what was damaged in schema 3 stays so, and is repaired as before', () => {
  const db = new DatabaseSync(join(data, 'phasescope.sqlite'))
  db.exec("update run set step = 3 where id = 'first'; update mark set step = 4")
  db.close()
  const store = openSqlite(data)
  expect(() => store.summary('first')).toThrow("run 'first' is not as it was written")
  expect(store.check({ repair: true }).faults.map(({ repaired }) => repaired)).not.toContain(false)
  expect(store.check().faults).toEqual([])
  expect(saidBy(store)).toEqual(stored)
  store.close()
})
