import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { openDatabase } from '#src/store/sqlite/database.ts'
import { keepEnvelopes as ingest } from '#src/store/sqlite/arrivals.ts'
import { knownRun } from '#src/store/sqlite/run-row.ts'
import { enveloped, measuredReport, scalarColumn, startedReport } from './reports.ts'

test('a disk that is full refuses a batch whole, by name, and takes it again when there is room', () => {
  const folder = mkdtempSync(join(tmpdir(), 'phasescope-full-'))
  const db = openDatabase(folder)
  ingest(db, enveloped('r', 0, [startedReport('r')]))
  const pages = Number(db.sql('pragma page_count').get()!.page_count)
  db.sql(`pragma max_page_count = ${pages + 20}`).get()
  const steps = Array.from({ length: 20_000 }, (_, i) => i)
  const batch = enveloped('r', 1, [measuredReport(scalarColumn('s', steps, steps.map(Math.sin)))])
  expect(() => ingest(db, batch)).toThrow(/Cannot write to .*phasescope\.sqlite: database or disk is full/)
  expect(knownRun(db, 'r').points).toBe(0)
  db.sql('pragma max_page_count = 1000000').get()
  ingest(db, batch)
  expect(knownRun(db, 'r').points).toBe(20_000)
  db.close()
  rmSync(folder, { recursive: true })
})
