import { expect, test } from 'vitest'
import { sparkPath, sparkTicks } from '#dashboard/parts/spark.ts'

const steps = [0, 1, 2, 3, 4]

test('a value alone between NaNs is a dash, and each NaN a tick at the foot', () => {
  const values = [2, NaN, 4, NaN, 2]
  expect(sparkPath(steps, values, 42, 20).match(/M[^ML]*h1\.5/g)).toHaveLength(3)
  expect(sparkTicks(steps, values, 42, 20)).toBe('M11.0 15v4M31.0 15v4')
})

test('a curve of finite values is one line without ticks', () => {
  expect(sparkPath(steps, [2, 3, 4, 3, 2], 42, 20)).toMatch(/^M[^M]*$/)
  expect(sparkTicks(steps, [2, 3, 4, 3, 2], 42, 20)).toBe('')
})

test('the largest numbers have places', () => {
  expect(sparkPath(steps, [-1.5e308, 1.5e308, 0, 0, 0], 42, 20)).toMatch(/^M1\.0 17\.0L11\.0 3\.0L21\.0 10\.0/)
})
