import fc from 'fast-check'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { areaOf } from '#src/series/area.ts'
import { EMPTY_SUMMARY, summaryWith } from '#src/series/summary.ts'
import { joined, type StoredPoints } from '#src/series/points.ts'
import { openSqlite, type Sqlite } from '#src/store/sqlite/sqlite.ts'
import type { RunValue } from '#src/vocabulary/index.ts'
import { declaration, enveloped, measuredReport, scalarColumn, startedReport } from './reports.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'phasescope-values-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

const EXPRESSIONS = [
  ...['last', 'first', 'min', 'max', 'best', 'area'].map((of) => `${of}("s")`),
  ...['reached("s", 0.5)', 'at("s", 3)', 'at("s", 4999)', 'at("s", 1e6)', 'diverged', 'onset("odd")'],
]

/** What the points that an export writes come to. */
function valuesOf(points: StoredPoints): RunValue[] {
  const { steps, values } = points
  if (steps.length === 0) return EXPRESSIONS.slice(0, -1).map(() => null)
  const { last, first, min, max, minStep, notFiniteStep } = summaryWith(EMPTY_SUMMARY, points)
  const at = (step: number) => values[steps.findLastIndex((one) => one <= step)] ?? null
  const extremes = minStep < 0 ? [null, null, null] : [min, max, min]
  return [
    last,
    first,
    ...extremes,
    areaOf([points]),
    steps.find((step, i) => steps[i + 1] !== step && values[i]! >= 0.5) ?? null,
    at(3),
    at(4999),
    at(1e6),
    notFiniteStep < 0 ? null : notFiniteStep,
  ]
}

function exported(store: Sqlite): StoredPoints {
  return joined(Array.from(store.columns('r', 'train-loss'), ({ steps, values }) => ({ steps, values })))
}

test('at every moment the values of a run are what its exported points come to: late, twice, NaN and infinite', () => {
  const value = fc.oneof({ weight: 5, arbitrary: fc.double({ noNaN: true, noDefaultInfinity: true }) }, { weight: 1, arbitrary: fc.constantFrom(NaN, Infinity, -Infinity, -0, 0) }) // prettier-ignore
  const few = fc.array(fc.tuple(fc.nat(6000), value), { minLength: 1, maxLength: 5 })
  const many = fc.integer({ min: 900, max: 5000 }).map((count) => Array.from({ length: count }, (_, i) => [i, Math.sin(i * 17)] as const)) // prettier-ignore
  const batch = fc.oneof({ weight: 6, arbitrary: few }, { weight: 1, arbitrary: many })
  const expressions = EXPRESSIONS.map((one) => one.replace('"s"', '"train-loss"'))
  let case_ = 0
  fc.assert(
    fc.property(fc.array(batch, { minLength: 1, maxLength: 8 }), fc.boolean(), (batches, ends) => {
      const here = join(folder, String(case_++))
      // One process writes, another answers, as in a hub.
      const writing = openSqlite(here)
      writing.ingest(enveloped('r', 0, [startedReport('r'), { type: 'declared', series: declaration('train-loss') }]))
      const reading = openSqlite(here)
      const check = () => {
        const answer = reading.list({ values: expressions, where: 'seed = 0' })
        expect(answer.values![0]!.slice(0, -1)).toEqual(valuesOf(exported(reading)))
        expect(answer).not.toHaveProperty('damaged')
      }
      check()
      for (const [i, points] of batches.entries()) {
        const column = scalarColumn('train-loss', points.map(([step]) => step), points.map(([, one]) => one)) // prettier-ignore
        writing.ingest(enveloped('r', 2 + i, [measuredReport(column)]))
        check()
      }
      if (ends) writing.markLost('r')
      check()
      expect(reading.check()).toEqual({ runs: 1, faults: [] })
      for (const one of [writing, reading]) one.close()
      rmSync(here, { recursive: true })
    }),
    { numRuns: 25 },
  )
})

test('more than a chunk, folded while it comes and sealed with late points in it, comes to the same', () => {
  const store = openSqlite(folder)
  store.ingest(enveloped('r', 0, [startedReport('r'), { type: 'declared', series: declaration('train-loss') }]))
  for (let i = 0; i < 300; i++) {
    const steps = Array.from({ length: 40 }, (_, k) => (i % 7 === 3 ? i * 40 - k * 11 : i * 40 + k)).filter((step) => step >= 0) // prettier-ignore
    const column = scalarColumn('train-loss', steps, steps.map((step) => Math.cos(step * i) * step)) // prettier-ignore
    store.ingest(enveloped('r', 2 + i, [measuredReport(column)]))
  }
  const expressions = EXPRESSIONS.slice(0, -1).map((one) => one.replace('"s"', '"train-loss"'))
  expect(store.list({ values: expressions }).values![0]).toEqual(valuesOf(exported(store)))
  expect(store.series('r')[0]!.points).toBeGreaterThan(8192)
  expect(store.check().faults).toEqual([])
  store.close()
})
