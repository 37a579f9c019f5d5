import fc from 'fast-check'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { framesOf, type Frame } from '#src/series/frames.ts'
import { openSqlite, type Sqlite } from '#src/store/sqlite/sqlite.ts'
import type { Column, QueryResult } from '#src/vocabulary/index.ts'
import { declaration, enveloped, measuredReport, startedReport } from './reports.ts'

let folder: string
let store: Sqlite
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'phasescope-frames-'))
  store = openSqlite(folder)
})
afterAll(() => {
  store.close()
  rmSync(folder, { recursive: true })
})

const series = declaration('spectrum/w1', 'spectrum')

function columnOf(frames: readonly Frame[]): Column {
  return {
    series: series.name,
    steps: Float64Array.from(frames, ({ step }) => step),
    values: Float64Array.from(frames.flatMap(({ values }) => Array.from(values))),
    lengths: Uint32Array.from(frames, ({ values }) => values.length),
  }
}

/** Frames of any length, empty ones too, whose steps mostly rise. */
const frames = fc
  .array(
    fc.record({
      stride: fc.integer({ min: -3, max: 20 }),
      values: fc.float64Array({ maxLength: 12 }),
      wide: fc.boolean(),
    }),
    {
      maxLength: 200,
    },
  )
  .map((list) => {
    let step = 0
    return list.map(({ stride, values, wide }): Frame => {
      step = Math.max(0, step + stride)
      return { step, values: wide ? new Float64Array(500).fill(stride) : values }
    })
  })

function framesAtSteps(...steps: number[]): Frame[] {
  return steps.map((step) => ({ step, values: new Float64Array() }))
}

test('frames come back whole: all of them in step order, or few, evenly thinned with the newest kept', () => {
  let case_ = 0
  fc.assert(
    fc.property(frames, fc.integer({ min: 1, max: 40 }), fc.integer({ min: 1, max: 50 }), (list, size, points) => {
      const run = `run-${case_++}`
      store.ingest(enveloped(run, 0, [startedReport(run), { type: 'declared', series }]))
      for (let at = 0; at < list.length; at += size) {
        store.ingest(enveloped(run, store.next(run), [measuredReport(columnOf(list.slice(at, at + size)))]))
      }
      const expected = list.toSorted((a, b) => a.step - b.step)
      expect(
        [...store.columns(run, series.name)].flatMap((column) => framesOf({ ...column, lengths: column.lengths! })),
      ).toEqual(expected)

      const query = { run, series: series.name, from: null, to: null, points, spacing: 'linear' } as const
      const slice = store.slice(query)
      const given = framesOfSlice(slice)
      expect(slice.stored).toBe(list.length)
      expect(given.length).toBeLessThanOrEqual(points)
      expect(given.at(-1)).toEqual(expected.at(-1))
      for (const frame of given) expect(expected).toContainEqual(frame)
      if (list.length <= points) expect(given).toEqual(expected)
      else expectEven(given, expected, points)
    }),
    {
      numRuns: 60,
      examples: [
        [framesAtSteps(0, 0, 0, 16, 17, 17), 1, 5],
        [framesAtSteps(...Array(100).keys()), 7, 20],
      ],
    },
  )
})

/** Every frame left out has a kept one after it, at most a bucket's steps away. */
function expectEven(given: readonly Frame[], expected: readonly Frame[], points: number): void {
  const bucket = (2 * (expected.at(-1)!.step - expected[0]!.step)) / Math.max(1, points - 1)
  for (const { step } of expected) {
    const kept = given.find((frame) => frame.step >= step)!
    expect(kept.step - step).toBeLessThanOrEqual(bucket)
  }
}

function framesOfSlice({ steps, last, lengths }: QueryResult): Frame[] {
  return framesOf({ steps, values: last, lengths: lengths! })
}
