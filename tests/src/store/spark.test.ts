import fc from 'fast-check'
import { expect, test } from 'vitest'
import { emptySpark, lineOfSpark, SPARK_POINTS, sparkWith, tellsMore, type Spark } from '#src/store/spark.ts'

const points = fc.uniqueArray(fc.record({ step: fc.nat(5000), value: fc.double() }), {
  minLength: 1,
  maxLength: 400,
  selector: ({ step }) => step,
})

function kept(all: readonly { step: number; value: number }[], sizes: readonly number[]): Spark {
  let spark = emptySpark('s')
  for (let at = 0, i = 0; at < all.length; i++) {
    const part = all.slice(at, (at += sizes[i % sizes.length]!))
    const steps = Float64Array.from(part, ({ step }) => step)
    spark = sparkWith(spark, { steps, values: Float64Array.from(part, ({ value }) => value) })
  }
  return spark
}

test('in whatever order and batches the points come, the curve is that of the whole series', () => {
  const sizes = fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 1, maxLength: 5 })
  fc.assert(
    fc.property(points, sizes, (all, batches) => {
      const inOrder = all.toSorted((a, b) => a.step - b.step)
      const spark = kept(all, batches)
      expect(spark).toEqual(kept(inOrder, [all.length]))
      expect(spark.steps.length).toBeLessThanOrEqual(SPARK_POINTS)
      const width = 2 ** spark.shift
      const last = Map.groupBy(inOrder, ({ step }) => Math.floor(step / width))
      expect(spark.steps).toEqual(Array.from(last.values(), (stretch) => stretch.at(-1)!.step))
      // Not coarser than it must be.
      const finer = new Set(inOrder.map(({ step }) => Math.floor(step / (width / 2))))
      if (spark.shift > 0) expect(finer.size).toBeGreaterThan(SPARK_POINTS)
      expect([spark.steps.at(-1), spark.values.at(-1)]).toEqual([inOrder.at(-1)!.step, inOrder.at(-1)!.value])
    }),
  )
})

test('of equal steps the newest counts, and the newest value is said whole', () => {
  const spark = kept(
    [3, 1, 3].map((step, i) => ({ step, value: Math.PI * i })),
    [1],
  )
  expect(lineOfSpark(spark)).toEqual({ series: 's', steps: [1, 3], values: [3.1416, 2 * Math.PI] })
})

test('what tells most is shown, and then stays', () => {
  expect(tellsMore('weights', null)).toBe(true)
  expect(tellsMore('other', 'weights')).toBe(false)
  expect(tellsMore('test-loss', 'weights')).toBe(true)
  expect(tellsMore('test-accuracy', 'test-loss')).toBe(true)
  expect(tellsMore('test-loss', 'test-accuracy')).toBe(false)
})
