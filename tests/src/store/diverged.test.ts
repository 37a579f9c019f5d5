import fc from 'fast-check'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { openSqlite } from '#src/store/sqlite/sqlite.ts'
import { declaration, enveloped, measuredReport, scalarColumn, startedReport } from './reports.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'phasescope-diverged-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

test('a run diverged at the first step at which a loss is not finite, however its numbers came', () => {
  const place = fc.record({ at: fc.nat(9_999), value: fc.constantFrom(NaN, Infinity, -Infinity), isTest: fc.boolean() })
  let case_ = 0
  fc.assert(
    fc.property(
      fc.array(place, { maxLength: 3 }),
      fc.constantFrom(500, 5_000, 10_000),
      fc.boolean(),
      (odd, size, turned) => {
        const here = join(folder, String(case_++))
        const store = openSqlite(here)
        const losses = ['train-loss', 'test-loss']
        const series = losses.map((name) => ({ type: 'declared', series: declaration(name) }) as const)
        store.ingest(enveloped('r', 0, [startedReport('r'), ...series]))
        const starts = Array.from({ length: 10_000 / size }, (_, i) => i * size)
        // A past that is filled in comes after what follows it.
        for (const [i, start] of (turned ? starts.toReversed() : starts).entries()) {
          const steps = Array.from({ length: size }, (_, k) => start + k)
          const valueOf = (isTest: boolean) => (step: number) =>
            odd.find((one) => one.at === step && one.isTest === isTest)?.value ?? 1
          const columns = losses.map((name, k) => scalarColumn(name, steps, steps.map(valueOf(k === 1))))
          store.ingest(enveloped('r', 3 + i, [measuredReport(...columns)]))
          const seen = odd
            .map(({ at }) => at)
            .filter((at) => at < (turned ? Infinity : start + size) && at >= (turned ? start : 0))
          expect(store.summary('r').divergedAt ?? null).toBe(seen.length === 0 ? null : Math.min(...seen))
        }
        expect(store.runs()[0]!.divergedAt ?? null).toBe(odd.length === 0 ? null : Math.min(...odd.map(({ at }) => at)))
        store.close()
        rmSync(here, { recursive: true })
      },
    ),
    { numRuns: 12 },
  )
})

test('of a run without losses, and of other series, nothing is said', () => {
  const store = openSqlite(folder)
  const reports = [startedReport('r'), { type: 'declared', series: declaration('norm') } as const]
  store.ingest(enveloped('r', 0, [...reports, measuredReport(scalarColumn('norm', [0, 1], [NaN, Infinity]))]))
  expect(store.summary('r')).not.toHaveProperty('divergedAt')
  store.close()
})
