import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openSqlite, type Sqlite } from '#src/store/sqlite/sqlite.ts'
import type { Report } from '#src/vocabulary/index.ts'
import { declaration, enveloped, measuredReport, scalarColumn, startedReport } from './reports.ts'

let folder: string
let store: Sqlite
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'phasescope-store-'))
  store = openSqlite(folder)
})
afterEach(() => {
  store.close()
  rmSync(folder, { recursive: true })
})

const wide = { run: 'r', from: null, to: null, points: 1000, spacing: 'linear' } as const
const declared: Report = { type: 'declared', series: declaration('loss') }
const ended: Report = { type: 'ended', how: 'completed', step: 9, msPerStep: 2.5, weights: 'sha256:ab', why: null }

test('a summary is what the Reports say', () => {
  const loss = measuredReport(scalarColumn('loss', [0, 5], [3, NaN]), scalarColumn('test-accuracy', [0, 5], [0, 1]))
  store.ingest(enveloped('r', 0, [startedReport('r'), declared, loss]))
  expect(store.summary('r')).toMatchObject({ status: 'running', step: 5, points: 4, endedAt: null, weights: null })
  expect(store.summary('r').spark).toEqual({ series: 'test-accuracy', steps: [0, 5], values: [0, 1] })
  store.ingest(enveloped('r', 3, [{ type: 'applied', command: { type: 'pause' }, step: 6 }]))
  expect(store.summary('r').status).toBe('paused')
  store.ingest(enveloped('r', 4, [{ type: 'applied', command: { type: 'resume' }, step: 6 }, ended]))
  expect(store.summary('r')).toMatchObject({ status: 'completed', step: 9, msPerStep: 2.5, weights: 'sha256:ab' })
  expect(store.facts('r').map(({ seq, report }) => [seq, report.type])).toEqual([
    [0, 'started'],
    [1, 'declared'],
    [3, 'applied'],
    [4, 'applied'],
    [5, 'ended'],
  ])
  expect(store.series('r')[0]).toEqual({ ...declaration('loss'), points: 2, firstStep: 0, lastStep: 5 })
})

test('a gap is refused and nothing of its batch is kept, of no run', () => {
  store.ingest(enveloped('r', 0, [startedReport('r')]))
  const batch = [...enveloped('other', 0, [startedReport('other')]), ...enveloped('r', 2, [declared])]
  expect(() => store.ingest(batch)).toThrow("Run 'r': expected report 1, got 2; send again from 1")
  expect(store.has('other')).toBe(false)
  expect(store.next('r')).toBe(1)
})

test('what was seen is dropped, and what follows it in the same batch is kept', () => {
  store.ingest(enveloped('r', 0, [startedReport('r'), declared]))
  store.ingest(enveloped('r', 0, [startedReport('r'), declared, measuredReport(scalarColumn('loss', [1], [2]))]))
  expect(store.next('r')).toBe(3)
  expect(store.summary('r').points).toBe(1)
})

test('steps that are no steps, and a run that does not begin, are refused by name', () => {
  expect(() => store.ingest(enveloped('r', 0, [declared]))).toThrow("expected 'started', got 'declared'")
  store.ingest(enveloped('r', 0, [startedReport('r')]))
  for (const step of [-1, 0.5, NaN, Infinity]) {
    const batch = enveloped('r', 1, [measuredReport(scalarColumn('loss', [0, step], [1, 2]))])
    expect(() => store.ingest(batch)).toThrow('At columns(series = loss).steps: expected whole numbers from 0')
  }
  expect(store.next('r')).toBe(1)
})

test('lost and found: a run that has ended stays as it ended', () => {
  store.ingest(enveloped('r', 0, [startedReport('r')]))
  store.markLost('r')
  expect(store.summary('r').status).toBe('lost')
  store.markFound('r')
  expect(store.summary('r').status).toBe('running')
  store.markLost('r')
  store.ingest(enveloped('r', 1, [declared]))
  expect(store.summary('r').status).toBe('running')
  store.ingest(enveloped('r', 2, [ended]))
  store.markLost('r')
  expect(store.summary('r').status).toBe('completed')
})

test('runs come newest first, and a removed one leaves nothing behind', () => {
  const steps = Array.from({ length: 10_000 }, (_, i) => i)
  const frame = {
    series: 'spectrum',
    steps: Float64Array.of(1),
    values: Float64Array.of(3, 2),
    lengths: Uint32Array.of(2),
  }
  const reports = [declared, measuredReport(scalarColumn('loss', steps, steps), frame)]
  store.ingest(enveloped('old', 0, [startedReport('old', 1000), ...reports]))
  store.ingest(enveloped('new', 0, [startedReport('new', 2000), ...reports]))
  expect(store.runs().map(({ run }) => run.id)).toEqual(['new', 'old'])
  for (const run of ['new', 'old']) {
    store.remove(run)
    store.purge(run)
  }
  expect(store.runs()).toEqual([])
  const db = new DatabaseSync(join(folder, 'phasescope.sqlite'), { readOnly: true })
  for (const { name } of db.prepare(`select name from sqlite_schema where type = 'table'`).all()) {
    // How many views have a name is a row of its own in every store, and of no run.
    const kept = name === 'named_views' ? 1 : 0
    expect([name, db.prepare(`select count(*) as n from ${String(name)}`).get()!.n]).toEqual([name, kept])
  }
  db.close()
})

test('unknown names are answered with the nearest', () => {
  store.ingest(enveloped('grok', 0, [startedReport('grok'), declared]))
  expect(() => store.summary('grokk')).toThrow("Unknown run 'grokk'; did you mean 'grok'?")
  expect(() => store.slice({ ...wide, run: 'grok', series: 'los' })).toThrow("did you mean 'loss'?")
  expect(store.slice({ ...wide, run: 'grok', series: 'loss' })).toMatchObject({ stored: 0, exact: true })
})

test('two processes may have one folder open: what one ingests the other sees', () => {
  const other = openSqlite(folder)
  store.ingest(enveloped('r', 0, [startedReport('r'), measuredReport(scalarColumn('loss', [1], [2]))]))
  expect(other.slice({ ...wide, series: 'loss' }).last).toEqual(Float64Array.of(2))
  other.ingest(enveloped('r', 2, [measuredReport(scalarColumn('loss', [2], [4]))]))
  expect(store.slice({ ...wide, series: 'loss' }).last).toEqual(Float64Array.of(2, 4))
  other.close()
})

test('a folder that cannot be made, a file of something else and a newer schema are refused with what to do', () => {
  const file = join(folder, 'file')
  writeFileSync(file, 'text')
  expect(() => openSqlite(join(file, 'below'))).toThrow(/Cannot open a store in .*; choose another folder/)
  const strange = mkdtempSync(join(tmpdir(), 'phasescope-strange-'))
  writeFileSync(join(strange, 'phasescope.sqlite'), 'not a database, but long enough to be taken for one '.repeat(30))
  expect(() => openSqlite(strange)).toThrow(/Cannot use .*not a database.*; choose another folder/)
  rmSync(join(strange, 'phasescope.sqlite'))
  const db = new DatabaseSync(join(strange, 'phasescope.sqlite'))
  db.exec('create table theirs (a)')
  expect(() => openSqlite(strange)).toThrow('is a database of another program')
  db.exec('drop table theirs; pragma user_version = 7')
  expect(() => openSqlite(strange)).toThrow(
    /has schema 7, made by a newer Phasescope \(this one knows schema 4\); update/,
  )
  db.close()
  rmSync(strange, { recursive: true })
})
