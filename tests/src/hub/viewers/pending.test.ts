import fc from 'fast-check'
import { expect, test } from 'vitest'
import { Pending } from '#src/hub/viewers/pending.ts'
import { enveloped, measuredReport, scalarColumn } from '../../store/reports.ts'

const values = fc.oneof(fc.double(), fc.constantFrom(NaN, Infinity, -Infinity, -0))
const batches = fc.array(
  fc.record({ pattern: fc.array(values, { minLength: 1, maxLength: 8 }), length: fc.integer({ min: 1, max: 2500 }) }),
  { minLength: 1, maxLength: 8 },
)

test('however much waits, the frame is bounded and every bucket of it is exact', () => {
  fc.assert(
    fc.property(batches, fc.integer({ min: 1, max: 9 }), (list, stride) => {
      const pending = new Pending('r')
      pending.follow(['s'])
      const all: number[] = []
      list.forEach(({ pattern, length }, seq) => {
        const added = Array.from({ length }, (_, i) => pattern[i % pattern.length]!)
        const steps = added.map((_, i) => (all.length + i) * stride)
        pending.add(enveloped('r', seq, [measuredReport(scalarColumn('s', steps, added))]), 0)
        all.push(...added)
      })
      const frame = pending.take()!
      expect(frame.conflated).toBe(list.length - 1)
      const slice = frame.slices[0]!
      expect(slice.stored).toBe(all.length)
      expect(slice.steps.length).toBeLessThanOrEqual(4096)
      let from = 0
      slice.steps.forEach((step, i) => {
        const bucket = all.slice(from, step / stride + 1)
        const numbers = bucket.filter((value) => !Number.isNaN(value))
        const [min, max] = numbers.length > 0 ? [Math.min(...numbers), Math.max(...numbers)] : [NaN, NaN]
        const received = [slice.min[i], slice.max[i], slice.last[i], slice.nans[i]]
        const expected = [min, max, bucket.at(-1), bucket.length - numbers.length]
        if (!received.every((value, k) => Object.is(value, expected[k]))) expect(received).toEqual(expected)
        from = step / stride + 1
      })
      expect(from).toBe(all.length)
      expect(pending.take()).toBe(null)
    }),
    { numRuns: 20 },
  )
})

test('of very many frames the newest wait', () => {
  const pending = new Pending('r')
  pending.follow(['spectrum'])
  for (let step = 0; step < 1000; step++) {
    const column = {
      series: 'spectrum',
      steps: Float64Array.of(step),
      values: Float64Array.of(step, 1),
      lengths: Uint32Array.of(2),
    }
    pending.add(enveloped('r', step, [measuredReport(column)]), 0)
  }
  const slice = pending.take()!.slices[0]!
  expect(slice).toMatchObject({ stored: 1000, exact: false })
  expect(slice.steps.length).toBeLessThanOrEqual(64)
  expect(slice.steps.at(-1)).toBe(999)
  expect(slice.last.length).toBe(2 * slice.steps.length)
})

test('a series that is no longer followed waits no more, one that stays followed goes on waiting', () => {
  const pending = new Pending('r')
  pending.follow(['a', 'b'])
  const report = measuredReport(scalarColumn('a', [1], [1]), scalarColumn('b', [1], [1]))
  pending.add(enveloped('r', 0, [report]), 0)
  pending.follow(['b', 'c'])
  expect(pending.take()!.slices.map(({ series }) => series)).toEqual(['b'])
})

test('the time of a frame is its newest Report’s, on the hub’s clock', () => {
  const pending = new Pending('r')
  pending.follow(['a'])
  pending.add(enveloped('r', 0, [measuredReport(scalarColumn('a', [1], [1]))], 50_000), 1500)
  expect(pending.take()!.at).toBe(48_500)
})
