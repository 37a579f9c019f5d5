import fc from 'fast-check'
import { expect, test } from 'vitest'
import { stepAxis } from '#src/figures/axis.ts'
import { panned, zoomedAt, zoomOrNothing } from '#dashboard/plots/gestures.ts'

const linear = { forward: (x: number) => x, backward: (x: number) => x }

test('what is under the pointer stays under it, on either axis', () => {
  for (const axis of [linear, stepAxis]) {
    fc.assert(
      fc.property(
        fc.double({ min: 0.2, max: 0.8, noNaN: true }),
        fc.double({ min: 0.3, max: 0.95, noNaN: true }),
        (share, factor) => {
          const range = { from: 100, to: 1_000 }
          const place = (x: number, { from, to }: typeof range) =>
            (axis.forward(x) - axis.forward(from)) / (axis.forward(to) - axis.forward(from))
          const at = axis.backward(axis.forward(100) + share * (axis.forward(1_000) - axis.forward(100)))
          expect(place(at, zoomedAt(range, at, factor, axis))).toBeCloseTo(share, 6)
        },
      ),
    )
  }
})

test('a pan keeps the width and stops at 0', () => {
  expect(panned({ from: 10, to: 30 }, 0.5, linear)).toEqual({ from: 20, to: 40 })
  expect(panned({ from: 10, to: 30 }, -5, linear)).toEqual({ from: 0, to: 20 })
})

test('zooming out to everything is no zoom', () => {
  expect(zoomOrNothing({ from: 0, to: 500 }, { from: 0, to: 400 })).toBeNull()
  expect(zoomOrNothing({ from: 10, to: 500 }, { from: 0, to: 400 })).toEqual({ from: 10, to: 500 })
})
