import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { DamagedError } from '#src/store/damage.ts'
import { openSqlite, type Sqlite } from '#src/store/sqlite/sqlite.ts'
import type { Query, QueryResult, Report } from '#src/vocabulary/index.ts'
import { declaration, enveloped, measuredReport, scalarColumn, startedReport } from './reports.ts'

const CHUNKS = 17
const SEALED = CHUNKS * 4096
let root: string
let copies = 0
let truth: Sqlite
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'phasescope-damage-'))
  const store = openSqlite(join(root, 'whole'))
  const steps = (from: number, count: number) => Float64Array.from({ length: count }, (_, i) => from + i)
  const loss = (from: number, count: number) =>
    measuredReport(scalarColumn('loss', steps(from, count), steps(from, count).map(Math.sin)))
  const frame = (step: number): Report =>
    measuredReport({ series: 'w', steps: Float64Array.of(step), values: steps(step, 9), lengths: Uint32Array.of(9) })
  const reports = [
    [startedReport('r'), { type: 'declared', series: declaration('w', 'spectrum') } as const],
    [loss(0, SEALED)],
    // Two segments of the tail, and a page that waits.
    [loss(SEALED, 1500)],
    [loss(SEALED + 1500, 1500)],
    [loss(SEALED + 3000, 10)],
    [frame(1)],
    [frame(2)],
  ]
  let seq = 0
  for (const batch of reports) {
    store.ingest(enveloped('r', seq, batch))
    seq += batch.length
  }
  store.close()
  truth = openSqlite(join(root, 'whole'))
})
afterAll(() => {
  truth.close()
  rmSync(root, { recursive: true })
})

const all: Query = { run: 'r', series: 'loss', from: null, to: null, points: 1_000_000, spacing: 'linear' }
const few: Query = { ...all, points: 100 }

test('damaged points are left out of a slice, which says so, and an export of them is an error that names them', () => {
  using damaged = damagedBy(
    `select node as key, numbers as blob from chunk where number = 1`,
    'chunk',
    'node',
    'numbers',
  )
  const slice = damaged.store.slice(all)
  expect(slice.damaged).toEqual([{ from: 4096, to: 8191 }])
  expect(slice.steps.length).toBe(SEALED + 3010 - 4096)
  expect(slice.last).toEqual(without(truth.slice(all), 4096, 8191))
  // Whoever does not look so closely is told by the pyramid, which is sound.
  expect(damaged.store.slice(few)).toEqual(truth.slice(few))
  expect(() => [...damaged.store.columns('r', 'loss')]).toThrow(DamagedError)
  expect(() => [...damaged.store.columns('r', 'loss')]).toThrow(
    "Series 'loss' of run 'r': a part from step 4096 to 8191",
  )
  expect(damaged.store.check({ repair: true }).faults).toEqual([
    { what: "series 'loss' of run 'r': points from step 4096 to 8191", repaired: false },
  ])
})

test.each([
  ['of its tail', 'select key, numbers as blob from segment where number = 1', 'segment', SEALED + 1500, SEALED + 2999],
  ['that wait', 'select key, numbers as blob from page order by key desc', 'page', SEALED + 3000, SEALED + 3009],
])('damaged points %s are said and left out, and what comes after them is kept', (_, select, table, from, to) => {
  using damaged = damagedBy(select, table, 'key', 'numbers')
  const { store } = damaged
  expect(store.slice(all)).toMatchObject({ damaged: [{ from, to }], last: without(truth.slice(all), from, to) })
  expect(() => [...store.columns('r', 'loss')]).toThrow(DamagedError)
  const after = Float64Array.from({ length: 5000 }, (_, i) => 100_000 + i)
  store.ingest(enveloped('r', store.next('r'), [measuredReport(scalarColumn('loss', after, after))]))
  const slice = store.slice(all)
  expect(slice.damaged).toEqual([{ from, to }])
  expect(slice.steps.slice(-5000)).toEqual(after)
})

test('a segment that is not there is missed', () => {
  using damaged = changed((db) => db.exec('delete from segment where number = 0'))
  expect(damaged.store.slice(all).damaged).toEqual([{ from: 0, to: SEALED + 3009 }])
  expect(() => [...damaged.store.columns('r', 'loss')]).toThrow(DamagedError)
})

test('a damaged frame is left out and said', () => {
  using damaged = damagedBy('select key, numbers as blob from frames where number = 1', 'frames', 'key', 'numbers')
  const slice = damaged.store.slice({ ...all, series: 'w' })
  expect(slice).toMatchObject({ steps: Float64Array.of(1), damaged: [{ from: 2, to: 2 }] })
  expect(() => [...damaged.store.columns('r', 'w')]).toThrow("Series 'w' of run 'r': a part from step 2 to 2")
})

test.each([
  ['a level of a chunk', `update cells set cells = zeroblob(30) where key = (select min(key) from cells)`],
  ['a level higher up', `update cells set cells = zeroblob(30) where key / 32 = (select key from node where tier = 1)`],
  ['what is said of a chunk', `update node set last_step = last_step + 1 where tier = 0 and number = 3`],
  ['which chunk it is', `update node set number = 99 where tier = 0 and number = 3`],
  ['what is said of sixteen', `update node set points = 7 where tier = 1`],
  ['a chunk that has no node', `delete from node where tier = 0 and number = 16`],
  ['what is said of a segment', `update segment set first_step = 3 where number = 0`],
])('%s: answers come from what is under it, and it is made again', (_, sql) => {
  using damaged = changed((db) => db.exec(sql))
  const { store } = damaged
  if (!sql.includes('segment')) {
    for (const query of [
      all,
      few,
      { ...few, points: 2000, from: 9000, to: 50_000 },
      { ...few, spacing: 'log' } as const,
    ]) {
      expect(store.slice(query)).toEqual(truth.slice(query))
    }
  }
  const { faults } = store.check()
  expect(faults.length).toBeGreaterThan(0)
  expect(faults.every(({ repaired }) => !repaired)).toBe(true)
  expect(store.check({ repair: true }).faults.every(({ repaired }) => repaired)).toBe(true)
  expect(store.check()).toMatchObject({ faults: [] })
  expect(store.slice(few)).toEqual(truth.slice(few))
  expect(columnsOf(store)).toEqual(columnsOf(truth))
})

test.each(['points', 'last_step', 'chunks', 'tail_points', 'tail_segments'])(
  'what a series says of its %s is an error if it was never written, and is made again from its rows',
  (column) => {
    using damaged = changed((db) => db.exec(`update series set ${column} = ${column} + 1`))
    const { store } = damaged
    for (const series of ['loss', 'w']) expect(() => store.slice({ ...all, series })).toThrow(`series '${series}'`)
    expect(store.check({ repair: true }).faults.length).toBeGreaterThan(0)
    expect(store.check()).toMatchObject({ faults: [] })
    for (const series of ['loss', 'w']) expect(store.slice({ ...all, series })).toEqual(truth.slice({ ...all, series }))
  },
)

test('a store that is sound has no faults', () => {
  expect(truth.check()).toEqual({ runs: 1, faults: [] })
})

interface Changed extends Disposable {
  readonly store: Sqlite
}

/** The store after another program has changed its file. */
function changed(change: (db: DatabaseSync) => void): Changed {
  const folder = join(root, `copy-${(copies += 1)}`)
  truth.close()
  cpSync(join(root, 'whole'), folder, { recursive: true })
  truth = openSqlite(join(root, 'whole'))
  const db = new DatabaseSync(join(folder, 'phasescope.sqlite'))
  change(db)
  db.close()
  const store = openSqlite(folder)
  return { store, [Symbol.dispose]: () => store.close() }
}

/** With one bit flipped in the middle of the blob that a statement finds. */
function damagedBy(select: string, table: string, key: string, column: string): Changed {
  return changed((db) => {
    const row = db.prepare(select).get()!
    const blob = row.blob as Uint8Array
    blob[blob.length >> 1]! ^= 4
    db.prepare(`update ${table} set ${column} = ? where ${key} = ?`).run(blob, row.key!)
  })
}

function without({ steps, last }: QueryResult, from: number, to: number): Float64Array {
  return last.filter((_, i) => steps[i]! < from || steps[i]! > to)
}

function columnsOf(store: Sqlite) {
  return [...store.columns('r', 'loss')]
}
