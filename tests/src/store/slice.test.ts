import fc from 'fast-check'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { openSqlite } from '#src/store/sqlite/sqlite.ts'
import type { Sqlite } from '#src/store/sqlite/sqlite.ts'
import type { Column, Query } from '#src/vocabulary/index.ts'
import { declaration, enveloped, measuredReport, scalarColumn, startedReport } from './reports.ts'
import { expectSame, firstDifference } from './expect-slice.ts'
import { inStepOrder, referenceSlice, type Point } from './reference.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'phasescope-store-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

const values = fc.oneof(
  { weight: 5, arbitrary: fc.double() },
  { weight: 1, arbitrary: fc.constantFrom(NaN, Infinity, -Infinity, 0, -0) },
)

/** How far each point lies after the one before it: mostly onwards, sometimes the same step, sometimes long ago. */
const strides = fc.oneof(
  { weight: 12, arbitrary: fc.integer({ min: 1, max: 40 }) },
  { weight: 2, arbitrary: fc.constant(0) },
  { weight: 1, arbitrary: fc.integer({ min: -5000, max: -1 }) },
  { weight: 1, arbitrary: fc.constant(100_000) },
)

/** A pattern repeated to some length: thousands of arbitrary points in a case that can still be shrunk. */
const series = fc
  .record({
    pattern: fc.array(fc.record({ stride: strides, value: values }), { minLength: 1, maxLength: 60 }),
    length: fc.oneof(fc.integer({ min: 0, max: 300 }), fc.integer({ min: 4000, max: 14_000 })),
    start: fc.constantFrom(0, 1, 7, 5000),
  })
  .map(({ pattern, length, start }) => {
    let step: number = start
    return Array.from({ length }, (_, i): Point => {
      const { stride, value } = pattern[i % pattern.length]!
      step = Math.max(0, step + stride)
      return { step, value: i % 7 === 3 ? i : value }
    })
  })

const queries = fc.record({
  from: fc.option(fc.double({ min: -10, max: 300_000, noNaN: true })),
  to: fc.option(fc.double({ min: -10, max: 300_000, noNaN: true })),
  points: fc.oneof(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 41, max: 3000 })),
  spacing: fc.constantFrom('linear' as const, 'log' as const),
})

const batches = fc.array(fc.oneof(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 9000 })), {
  minLength: 1,
  maxLength: 8,
})

describe('for any series, in any batches', () => {
  test('a slice is what all points say, columns() gives all back, and reopening changes nothing', () => {
    let case_ = 0
    fc.assert(
      fc.property(series, batches, fc.array(queries, { minLength: 1, maxLength: 6 }), (points, sizes, asked) => {
        const here = join(folder, String(case_++))
        const store = openSqlite(here)
        ingestInBatches(store, points, sizes)
        const answers = asked.map((query) => answerTo(store, query))
        asked.forEach((query, i) => {
          const full = { run: 'r', series: 's', ...query }
          expectSame(answers[i]!, referenceSlice(full, points))
          if (!answers[i]!.exact) expect(answers[i]!.steps.length).toBeLessThanOrEqual(query.points)
        })
        expectColumns(store, points)
        store.close()
        const again = openSqlite(here)
        asked.forEach((query, i) => expectSame(answerTo(again, query), answers[i]!))
        expectColumns(again, points)
        again.close()
        rmSync(here, { recursive: true })
      }),
      { numRuns: 30 },
    )
  })
})

test('over three tiers of the pyramid every bucket is exact, linear and log, at any range', () => {
  const count = 4096 * 70 + 1234
  const points = Array.from({ length: count }, (_, i): Point => ({
    step: i,
    value: Math.sin(i * i) * (1 + (i % 1009)),
  }))
  const store = openSqlite(folder)
  ingestInBatches(store, points, [50_000])
  for (const spacing of ['linear', 'log'] as const) {
    for (const [from, to] of [
      [null, null],
      [12_345, 234_001],
      [3, 12_290],
      [0, 4000],
      [1, 4096 * 64 + 5],
    ] as const) {
      const query = { from, to, points: 700, spacing }
      expectSame(answerTo(store, query), referenceSlice({ run: 'r', series: 's', ...query }, points))
    }
  }
  store.close()
})

test('points that come late, in whole chunks and under a higher tier, leave every answer right', () => {
  // Four stretches of whole chunks, each before the one that came earlier, all meeting in the step that they share; then
  // every seventh step again.
  const stretch = 4096 * 9
  const backwards = [3, 2, 1, 0].flatMap((part) => Array.from({ length: stretch }, (_, i) => part * (stretch - 1) + i))
  const again = Array.from({ length: 5000 }, (_, i) => i * 7)
  const points = [...backwards, ...again].map((step, i): Point => ({ step, value: Math.cos(i) * (i % 101) }))
  const store = openSqlite(folder)
  ingestInBatches(store, points, [4096, 10_000])
  for (const spacing of ['linear', 'log'] as const) {
    for (const [from, to] of [
      [null, null],
      [stretch - 5, 2 * stretch + 5],
      [17, 40_000],
    ] as const) {
      const query = { from, to, points: 300, spacing }
      expectSame(answerTo(store, query), referenceSlice({ run: 'r', series: 's', ...query }, points))
    }
  }
  expectColumns(store, points)
  store.close()
})

function answerTo(store: Sqlite, query: Omit<Query, 'run' | 'series'>) {
  return store.slice({ run: 'r', series: 's', ...query })
}

function expectColumns(store: Sqlite, points: readonly Point[]): void {
  const columns = [...store.columns('r', 's')]
  const ordered = inStepOrder(points)
  const back = (pick: (column: Column) => Float64Array) => columns.flatMap((column) => Array.from(pick(column)))
  expect(
    firstDifference(
      back(({ steps }) => steps),
      ordered.map(({ step }) => step),
    ),
  ).toBe(null)
  expect(
    firstDifference(
      back(({ values }) => values),
      ordered.map(({ value }) => value),
    ),
  ).toBe(null)
}

function ingestInBatches(store: Sqlite, points: readonly Point[], sizes: readonly number[]): void {
  const start = [startedReport('r'), { type: 'declared', series: declaration('s') } as const]
  store.ingest(enveloped('r', 0, start))
  for (let [at, i] = [0, 0]; at < points.length; i++) {
    const batch = points.slice(at, (at += sizes[i % sizes.length]!))
    const column = scalarColumn(
      's',
      batch.map(({ step }) => step),
      batch.map(({ value }) => value),
    )
    store.ingest(enveloped('r', store.next('r'), [measuredReport(column)]))
  }
}
