import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { joined } from '#src/series/points.ts'
import { openSqlite } from '#src/store/sqlite/sqlite.ts'
import { openStored } from '../../fixtures/version-0.1/open.ts'
import { expectSame } from './expect-slice.ts'
import { referenceSlice } from './reference.ts'
import { enveloped, measuredReport, scalarColumn } from './reports.ts'
import { storeVersion1 } from './version-1.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'phasescope-old-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

test('a store of schema 1 comes over to the bit, with chunks, cells and tail, and goes on', () => {
  const steps = Float64Array.from({ length: 10_000 }, (_, i) => i * 3)
  const values = steps.map((step) => Math.sin(step * step) * 100)
  // A NaN with a payload: the halves are written, since a number may lose it.
  new Uint32Array(values.buffer).set([0xbeef, 0xfff8dead], 2 * 5000)
  values.set([-0, Infinity, 5e-324], 7)
  storeVersion1(folder, { steps, values }, 5)
  const store = openSqlite(folder)
  const back = joined([...store.columns('r', 's')])
  expect(bytesOf(back.steps)).toEqual(bytesOf(steps))
  expect(bytesOf(back.values)).toEqual(bytesOf(values))
  const points = Array.from(steps, (step, i) => ({ step, value: values[i]! }))
  for (const limit of [50, 700, 20_000]) {
    const query = { run: 'r', series: 's', from: null, to: null, points: limit, spacing: 'linear' } as const
    expectSame(store.slice(query), referenceSlice(query, points))
  }
  store.ingest(enveloped('r', 2, [measuredReport(scalarColumn('s', [30_000], [1]))]))
  expect(store.series('r')[0]).toMatchObject({ points: 10_001, lastStep: 30_000 })
  store.close()
})

test('what version 0.1 stored comes over to the bit, frames too', () => {
  using stored = openStored()
  const data = stored.copy()
  const old = new DatabaseSync(join(data, 'phasescope.sqlite'), { readOnly: true })
  expect(old.prepare('pragma user_version').get()).toEqual({ user_version: 1 })
  const was = old
    .prepare('select series.*, run.id as id from series join run on run.key = series.run order by series.key')
    .all()
    .map(({ id, name, frames, key }) => {
      const table = frames === 1 ? 'frames' : 'segment'
      const rows = old.prepare(`select * from ${table} where series = ? order by key`).all(key!)
      const whole = (column: string) => Buffer.concat(rows.map((row) => row[column] as Uint8Array))
      return { id: String(id), name: String(name), steps: whole('steps'), values: whole('numbers') }
    })
  old.close()
  expect(was.length).toBeGreaterThan(100)
  const store = openSqlite(data)
  for (const { id, name, steps, values } of was) {
    const columns = [...store.columns(id, name)]
    // In order of arrival as in step order: none of these came late.
    expect(Buffer.concat(columns.map((column) => bytesOf(column.steps)))).toEqual(steps)
    expect(Buffer.concat(columns.map((column) => bytesOf(column.values)))).toEqual(values)
  }
  store.close()
})

function bytesOf({ buffer, byteOffset, byteLength }: Float64Array): Buffer {
  return Buffer.from(buffer, byteOffset, byteLength)
}
