import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { QueryResult } from '#src/vocabulary/index.ts'
import { bytesFromFrame, bytesFromResults, frameFromBytes, resultsFromBytes } from '#src/wire/query-results.ts'

const head = { run: 'r', series: 'weight-norm/w1' }
const column = (length: number) =>
  fc.array(fc.double(), { minLength: length, maxLength: length }).map((list) => Float64Array.from(list))
const length = fc.integer({ min: 0, max: 12 })

const exact = length.chain((n) =>
  fc.tuple(column(n), column(n)).map(([steps, last]): QueryResult => {
    const nans = Uint32Array.from(last, (value) => (Number.isNaN(value) ? 1 : 0))
    return { ...head, stored: n, exact: true, steps, last, min: last, max: last, nans, lengths: null }
  }),
)
const bucketed = length.chain((n) =>
  fc
    .tuple(column(n), column(n), column(n), column(n), fc.array(fc.nat(), { minLength: n, maxLength: n }))
    .map(([steps, last, min, max, nans]): QueryResult => {
      return {
        ...head,
        stored: n * 9,
        exact: false,
        steps,
        last,
        min,
        max,
        nans: Uint32Array.from(nans),
        lengths: null,
      }
    }),
)
const ragged = fc
  .tuple(fc.boolean(), fc.array(fc.array(fc.double(), { maxLength: 5 }), { maxLength: 6 }))
  .map(([isExact, frames]): QueryResult => {
    const last = Float64Array.from(frames.flat())
    const steps = Float64Array.from(frames, (_, i) => i)
    const lengths = Uint32Array.from(frames, (frame) => frame.length)
    const nans = new Uint32Array(frames.length)
    return { ...head, stored: frames.length, exact: isExact, steps, last, min: last, max: last, nans, lengths }
  })

const ranges = fc.array(fc.record({ from: fc.nat(), to: fc.nat() }), { minLength: 1, maxLength: 3 })
/** Sometimes with what is damaged of it. */
const slice = fc
  .tuple(fc.oneof(exact, bucketed, ragged), fc.option(ranges))
  .map(([whole, damaged]) => (damaged === null ? whole : { ...whole, damaged }))
const slices = fc.array(slice, { maxLength: 5 })

test('slices come back as they were: exact, in buckets, and frames', () => {
  fc.assert(
    fc.property(slices, (list) => {
      expect(resultsFromBytes(bytesFromResults(list))).toEqual(list)
    }),
  )
})

test('a frame comes back as it was', () => {
  fc.assert(
    fc.property(slices, fc.double({ noNaN: true, noDefaultInfinity: true }), (list, at) => {
      // JSON has no −0, and no time is one.
      const frame = { run: 'r', at: at + 0 === 0 ? 0 : at, conflated: 3, slices: list }
      expect(frameFromBytes(bytesFromFrame(frame))).toEqual(frame)
    }),
  )
})

test('an exact slice sends its values once', () => {
  const values = new Float64Array(1000)
  const slice: QueryResult = {
    ...head,
    stored: 1000,
    exact: true,
    steps: values,
    last: values,
    min: values,
    max: values,
    nans: new Uint32Array(1000),
    lengths: null,
  }
  expect(bytesFromResults([slice]).length).toBeLessThan(2 * values.byteLength + 400)
})
