import { expect, test } from 'vitest'
import { openStream } from '#src/vocabulary/random.ts'
import { slopeOf } from './slope.ts'

test('a line is its slope without an error, a level has none', () => {
  const line = Array.from({ length: 120 }, (_, i) => 5 + 3 * i)
  expect(slopeOf(line, 12).slope).toBeCloseTo(3, 12)
  expect(slopeOf(line, 12).standardError).toBeCloseTo(0, 12)
  expect(slopeOf(line.fill(7), 12)).toEqual({ slope: 0, standardError: 0 })
})

test('a saw without a slope is within its error, and one that leaks is not', () => {
  const random = openStream(1, 'saw')
  const noise = Array.from({ length: 1200 }, () => random.uniform())
  const saw = (leak: number) => noise.map((one, i) => 300 + (i % 37) + 4 * one + leak * i)
  const level = slopeOf(saw(0), 12)
  expect(Math.abs(level.slope)).toBeLessThan(4 * level.standardError)
  const leaking = slopeOf(saw(0.02), 12)
  expect(leaking.slope).toBeGreaterThan(4 * leaking.standardError)
})
