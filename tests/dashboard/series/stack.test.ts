import { expect, test } from 'vitest'
import type { QueryResult } from '#src/vocabulary/index.ts'
import { frameAt, restacked, stacked, stackFromResult } from '#dashboard/series/stack.ts'

function slice(frames: Record<number, number[]>, stored = Object.keys(frames).length): QueryResult {
  const last = Float64Array.from(Object.values(frames).flat())
  const steps = Float64Array.from(Object.keys(frames), Number)
  const lengths = Uint32Array.from(Object.values(frames), (frame) => frame.length)
  return {
    run: 'r',
    series: 's',
    stored,
    exact: true,
    steps,
    last,
    min: last,
    max: last,
    nans: new Uint32Array(steps.length),
    lengths,
  }
}

test('frames are cut by their lengths, which may differ', () => {
  const stack = stackFromResult(slice({ 0: [3, 2, 1], 10: [5, 4] }))
  expect(stack.frames.map((frame) => [...frame])).toEqual([
    [3, 2, 1],
    [5, 4],
  ])
})

test('a frame that comes twice is held once, and late frames find their place', () => {
  const stack = stacked(
    stacked(stackFromResult(slice({ 0: [1], 20: [2] })), stackFromResult(slice({ 20: [2] }))),
    stackFromResult(slice({ 10: [9] })),
  )
  expect(stack.steps).toEqual([0, 10, 20])
  expect(stack.stored).toBe(3)
})

test('an answer keeps the frames that arrived live after it', () => {
  const stack = restacked(
    stackFromResult(slice({ 0: [1], 20: [2] }, 40)),
    stackFromResult(slice({ 10: [7], 20: [2], 30: [3] })),
  )
  expect(stack.steps).toEqual([0, 20, 30])
  expect(stack.stored).toBe(41)
})

test('the frame at a step is the last one at or before it, and the newest without a step', () => {
  const stack = stackFromResult(slice({ 5: [1], 10: [2] }))
  expect(frameAt(stack, 4)).toBeNull()
  expect(frameAt(stack, 9)?.step).toBe(5)
  expect(frameAt(stack, null)?.step).toBe(10)
})
