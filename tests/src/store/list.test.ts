import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { openDatabase, type Database } from '#src/store/sqlite/database.ts'
import { keepEnvelopes } from '#src/store/sqlite/arrivals.ts'
import { listOf } from '#src/store/sqlite/list.ts'
import { RUN_ORDERS, type RunsQuestion } from '#src/vocabulary/index.ts'
import { enveloped, measuredReport, runOf, scalarColumn } from './reports.ts'

let folder: string
let db: Database
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'phasescope-list-'))
  db = openDatabase(folder)
  const steps = Array.from({ length: 100 }, (_, i) => i)
  const curve = measuredReport(scalarColumn('test-accuracy', steps, steps.map(Math.sin)))
  const runs = Array.from({ length: 300 }, (_, i) => runOf(`run-${i}`, 1000 + i))
  keepEnvelopes(
    db,
    runs.flatMap((run) => enveloped(run.id, 0, [{ type: 'started', run, probes: [], detectors: [] }, curve])),
  )
})
afterAll(() => {
  db.close()
  rmSync(folder, { recursive: true })
})

/** How SQLite goes about each statement of a question. */
function plansOf(question: RunsQuestion): string[] {
  const plans: string[] = []
  const sql = (text: string) => {
    const statement = db.sql(text)
    return {
      ...{ get: (...values: never[]) => statement.get(...values) },
      all: (...values: never[]) => {
        const plan = db.sql(`explain query plan ${text}`).all(...values)
        plans.push(plan.map(({ detail }) => String(detail)).join('; '))
        return statement.all(...values)
      },
    }
  }
  listOf({ ...db, sql } as unknown as Database, question)
  return plans
}

test.each(RUN_ORDERS)(
  'a page sorted by %s is found in the index of lines, without reading a run that is not on it',
  (sort) => {
    for (const question of [{ sort }, { sort, text: 'run' }, { sort, status: ['running' as const], experiment: 'x' }]) {
      const [plan] = plansOf(question)
      expect(plan).toMatch(/USING COVERING INDEX run_lines/)
      expect(plan).not.toMatch(/SCAN run(?! USING)/)
    }
  },
)

test('the newest runs are read in order, and runs that are named are looked up', () => {
  expect(plansOf({})[0]).not.toMatch(/TEMP B-TREE/)
  expect(plansOf({ ids: ['run-1', 'run-2'] })[0]).toMatch(/SEARCH run USING INDEX sqlite_autoindex_run_1 \(id=\?\)/)
})

test('a page of fifty lines with their curves has less than 100 KB', () => {
  const { runs, total } = listOf(db, {})
  expect([runs.length, total]).toEqual([50, 300])
  expect(runs[0]!.spark!.steps.length).toBeGreaterThan(20)
  expect(JSON.stringify(runs).length).toBeLessThan(100_000)
})
