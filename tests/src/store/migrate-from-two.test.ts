import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { openSqlite, type Sqlite } from '#src/store/sqlite/sqlite.ts'
import type { Report } from '#src/vocabulary/index.ts'
import { declaration, enveloped, measuredReport, scalarColumn, startedReport } from './reports.ts'
import { backToVersion2 } from './version-2.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'phasescope-two-'))
  vi.spyOn(process.stderr, 'write').mockReturnValue(true)
})
afterEach(() => {
  vi.restoreAllMocks()
  rmSync(folder, { recursive: true })
})

const file = () => join(folder, 'phasescope.sqlite')
const mark = (step: number): Report => ({ type: 'marked', mark: { by: 'grokked', label: 'Grokked', step, about: 'x' } })
const VALUES = ['last("a")', 'min("a")', 'max("a")', 'best("a")', 'first("a")', 'last("b")', 'onset("grokked")', 'area("a")', 'diverged'] // prettier-ignore

/** A run with sealed chunks and a tail, late points, NaN, a series that waits in pages, frames and marks. */
function store(): { said: unknown; values: unknown } {
  const made = openSqlite(folder)
  const steps = Array.from({ length: 9_000 }, (_, i) => (i % 100 === 7 ? i - 60 : i)).filter((step) => step >= 0)
  const values = steps.map((step) => (step === 4321 ? NaN : Math.sin(step) * step))
  const reports: Report[] = [
    ...[startedReport('r'), { type: 'declared', series: declaration('a') } as const, mark(9), mark(4)],
    { type: 'declared', series: declaration('f', 'spectrum') },
    measuredReport(scalarColumn('a', steps, values)),
    measuredReport(scalarColumn('b', [1, 2], [3, Infinity])),
    measuredReport({
      series: 'f',
      steps: Float64Array.of(1),
      values: Float64Array.of(1, 2),
      lengths: Uint32Array.of(2),
    }),
  ]
  made.ingest([...enveloped('r', 0, reports), ...enveloped('other', 0, [startedReport('other')])])
  const said = saidOf(made)
  made.close()
  return said
}

function saidOf(store: Sqlite) {
  const { values, ...said } = store.list({ values: VALUES })
  return { said: { said, facts: store.facts('r'), series: store.series('r') }, values }
}

test('a store of schema 2 is brought over whole: ends, extremes and marks are there as if they had been kept', () => {
  const before = store()
  backToVersion2(folder)
  const opened = openSqlite(folder)
  expect(saidOf(opened)).toEqual(before)
  expect(opened.check()).toEqual({ runs: 2, faults: [] })
  expect(existsSync(`${file()}.v2-backup`)).toBe(true)
  // And goes on.
  opened.ingest(enveloped('r', 8, [measuredReport(scalarColumn('a', [9_500], [1e9])), mark(2)]))
  expect(opened.list({ ids: ['r'], values: ['max("a")', 'last("a")', 'onset("Grokked")'] }).values).toEqual([
    [1e9, 1e9, 2],
  ])
  opened.close()
  const again = openSqlite(folder)
  expect(again.check()).toEqual({ runs: 2, faults: [] })
  again.close()
})

test('what was damaged before stays so, and is repaired as before', () => {
  const before = store()
  backToVersion2(folder)
  const db = new DatabaseSync(file())
  db.exec("update run set step = 3 where id = 'r'; update series set tail_points = 1 where name = 'a'")
  db.close()
  const opened = openSqlite(folder)
  expect(() => opened.summary('r')).toThrow("run 'r' is not as it was written")
  expect(opened.check({ repair: true }).faults.map(({ repaired }) => repaired)).not.toContain(false)
  expect(opened.check().faults).toEqual([])
  const { values } = saidOf(opened)
  expect(values).toEqual(before.values)
  opened.close()
})
