import fc from 'fast-check'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { joined } from '#src/series/points.ts'
import { openSqlite } from '#src/store/sqlite/sqlite.ts'
import type { Report } from '#src/vocabulary/index.ts'
import { enveloped, measuredReport, startedReport } from './reports.ts'

let root: string
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'phasescope-exact-'))
})
afterAll(() => rmSync(root, { recursive: true }))

/** Values as bits: any NaN, subnormals, both zeros. Of several series, in batches of any size, some of them late. */
const batches = fc.array(
  fc.record({
    series: fc.array(fc.constantFrom('a', 'b', 'c'), { minLength: 1, maxLength: 3 }),
    from: fc.nat(1000),
    bits: fc.array(fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }), { minLength: 1, maxLength: 40 }),
    repeat: fc.constantFrom(1, 1, 1, 60),
  }),
  { minLength: 1, maxLength: 90 },
)
const ended: Report = { type: 'ended', how: 'completed', step: 9, msPerStep: 1, weights: 'sha256:0', why: null }

test('every bit comes back, from pages, segments and chunks, before and after a run has ended, to another connection', () => {
  let case_ = 0
  fc.assert(
    fc.property(batches, (list) => {
      const folder = join(root, String(case_++))
      const store = openSqlite(folder)
      const other = openSqlite(folder)
      store.ingest(enveloped('r', 0, [startedReport('r')]))
      const expected = new Map<string, { step: number; bits: bigint }[]>()
      list.forEach(({ series, from, bits, repeat }, i) => {
        const all = Array.from({ length: repeat }, () => bits).flat()
        const steps = Float64Array.from(all, (_, k) => from + k)
        const columns = [...new Set(series)].map((name) => {
          const told = expected.get(name) ?? []
          expected.set(name, told)
          all.forEach((one, k) => told.push({ step: from + k, bits: one }))
          return { series: name, steps, values: new Float64Array(BigUint64Array.from(all).buffer), lengths: null }
        })
        store.ingest(enveloped('r', i + 1, [measuredReport(...columns)]))
      })
      const isRight = () => {
        for (const [name, told] of expected) {
          const points = joined([...other.columns('r', name)])
          const inOrder = told.toSorted((a, b) => a.step - b.step)
          expect(Array.from(points.steps)).toEqual(inOrder.map(({ step }) => step))
          const { buffer, byteOffset, length } = points.values
          expect(Array.from(new BigUint64Array(buffer, byteOffset, length))).toEqual(inOrder.map(({ bits }) => bits))
          expect(other.series('r').find((one) => one.name === name)).toMatchObject({
            points: told.length,
            firstStep: inOrder[0]!.step,
            lastStep: inOrder.at(-1)!.step,
          })
        }
      }
      isRight()
      store.ingest(enveloped('r', list.length + 1, [ended]))
      isRight()
      expect(other.check().faults).toEqual([])
      store.close()
      other.close()
    }),
    { numRuns: 15 },
  )
})
