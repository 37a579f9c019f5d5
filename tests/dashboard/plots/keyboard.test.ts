import fc from 'fast-check'
import { expect, test } from 'vitest'
import { stepAxis } from '#src/figures/axis.ts'
import { moved } from '#dashboard/plots/keyboard.ts'
import { LINEAR } from '#src/figures/measure.ts'

const press = (key: string, shiftKey = false) => ({ key, shiftKey, ctrlKey: false, metaKey: false, altKey: false })
const place = { x: { from: 0, to: 1_000 }, axis: LINEAR, whole: true, cursor: null }

test.each([
  ['ArrowLeft', false, null, 990],
  ['ArrowLeft', true, null, 900],
  ['ArrowRight', false, 500, 510],
  ['ArrowRight', false, 995, 1_000],
  ['Home', false, 500, 0],
  ['End', false, 500, 1_000],
  ['Escape', false, 500, null],
  ['Escape', false, null, undefined],
  ['x', false, 500, undefined],
])('%s (shift: %s) at %s leads to %s', (key, shift, cursor, expected) =>
  expect(moved(press(key, shift), { ...place, cursor })).toBe(expected),
)

test('every step of a short run is reached, and every place on a long one comes nearer to the end', () => {
  fc.assert(
    fc.property(fc.integer({ min: 2, max: 1e6 }), fc.constantFrom(LINEAR, stepAxis), (to, axis) => {
      let cursor = 0
      for (let press_ = 0; cursor < to && press_ < 2_000; press_++) {
        const next = moved(press('ArrowRight'), { x: { from: 0, to }, axis, whole: true, cursor })!
        expect(next).toBeGreaterThanOrEqual(cursor + 1)
        cursor = next
      }
      expect(cursor).toBe(to)
    }),
    { numRuns: 50 },
  )
})
