import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import type { Query, QueryResult } from '#src/vocabulary/index.ts'
import { RunCurves } from '#dashboard/live/run-curves.svelte.ts'
import type { Points } from '#dashboard/series/points.ts'

/** A hub whose answers the test gives, when it likes. */
let asked: { readonly queries: readonly Query[]; readonly answer: (slices: readonly QueryResult[]) => Promise<void> }[]
let curves: RunCurves
beforeEach(() => {
  vi.useFakeTimers()
  asked = []
  const session = {
    follow: () => {},
    ask: (queries: readonly Query[]) => {
      const { promise, resolve } = Promise.withResolvers<QueryResult[]>()
      asked.push({
        queries,
        answer: async (slices) => {
          resolve([...slices])
          await vi.advanceTimersByTimeAsync(0)
        },
      })
      return promise
    },
  }
  curves = new RunCurves('r', session as never)
})
afterEach(() => vi.useRealTimers())

const result = (points: readonly (readonly [step: number, value: number])[], exact = true): QueryResult => {
  const values = Float64Array.from(points, ([, value]) => value)
  const steps = Float64Array.from(points, ([step]) => step)
  const ends = { steps, last: values, min: values, max: values, nans: new Uint32Array(values.length), lengths: null }
  return { run: 'r', series: 'loss', stored: exact ? values.length : values.length * 100, exact, ...ends }
}
const live = (...points: (readonly [number, number])[]) =>
  curves.take({ run: 'r', at: 0, conflated: 0, slices: [result(points)] })
const seen = ({ steps, last, length }: Points) =>
  Array.from({ length }, (_, i): [number, number] => [steps[i]!, last[i]!])
const soon = () => vi.advanceTimersByTimeAsync(2_000)

test('a point that comes late lies where it belongs, at once, and stays there after the hub is asked again', async () => {
  const curve = curves.curve({ name: 'loss', kind: 'scalar' })
  await soon()
  await asked[0]!.answer([result([[0, 5], [10, 4], [20, 3]])]) // prettier-ignore
  live([15, 3.5])
  expect(seen(curve.points)).toEqual([[0, 5], [10, 4], [15, 3.5], [20, 3]]) // prettier-ignore
  // The answer of a hub that had read its store before that point was in it.
  curves.renew()
  await soon()
  live([5, 4.5])
  await asked[1]!.answer([result([[0, 5], [10, 4], [15, 3.5], [20, 3]])]) // prettier-ignore
  expect(seen(curve.points)).toEqual([[0, 5], [5, 4.5], [10, 4], [15, 3.5], [20, 3]]) // prettier-ignore
})

test('a step that was measured again is asked for, and then all that was logged of it is there', async () => {
  const curve = curves.curve({ name: 'loss', kind: 'scalar' })
  await soon()
  await asked[0]!.answer([result([[0, 5], [10, 4]])]) // prettier-ignore
  live([10, 4]) // what the answer had already
  await soon()
  expect(asked).toHaveLength(1)
  live([10, 7], [20, 1])
  expect(seen(curve.points)).toEqual([[0, 5], [10, 7], [20, 1]]) // prettier-ignore
  await soon()
  expect(asked).toHaveLength(2)
  await asked[1]!.answer([result([[0, 5], [10, 4], [10, 7], [20, 1]])]) // prettier-ignore
  expect(seen(curve.points)).toEqual([[0, 5], [10, 4], [10, 7], [20, 1]]) // prettier-ignore
  expect(curve.at(10)).toEqual({ step: 10, value: 7 })
  expect(curve.points.stored).toBe(4)
})

test('among buckets a late point is asked for, also where it came while an answer was on its way', async () => {
  const curve = curves.curve({ name: 'loss', kind: 'scalar' })
  await soon()
  await asked[0]!.answer([result([[0, 5], [1_000, 4]], false)]) // prettier-ignore
  live([400, 9])
  await soon()
  live([500, 8])
  await asked[1]!.answer([result([[0, 5], [400, 9], [1_000, 4]], false)]) // prettier-ignore
  await soon()
  expect(asked).toHaveLength(3)
  await asked[2]!.answer([result([[0, 5], [400, 9], [500, 8], [1_000, 4]], false)]) // prettier-ignore
  expect(seen(curve.points)).toEqual([[0, 5], [400, 9], [500, 8], [1_000, 4]]) // prettier-ignore
  await soon()
  expect(asked).toHaveLength(3)
})
