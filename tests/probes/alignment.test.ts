import { describe, expect, it } from 'vitest'
import { alignment } from '#probes/alignment.ts'
import { expectClose } from './close.ts'
import { openLab, type Rows } from './lab.ts'
import { gaussian } from './random.ts'
import { expected, given, needsFinite, ofLayer, PRECISIONS, scaledBy, turned } from './representation.ts'

const lab = await openLab()
const value = (rows: Rows, labels: readonly number[]) => ofLayer(lab, alignment, rows, {}, labels).h as number

describe('alignment', () => {
  needsFinite(lab, alignment)

  it.each(PRECISIONS)('meets PyTorch in %s', (_, make, tolerance) =>
    expectClose(ofLayer(lab, alignment, given.last, {}, given.labels, make).h, expected('alignment'), tolerance),
  )

  it('by hand: 0 where a class has one direction, 2 at right angles, 4 opposite', () => {
    const rows = [
      [2, 0],
      [7, 0],
      [0, 1],
      [0, -3],
    ]
    expect(value(rows.slice(0, 3), [0, 0, 1])).toBe(0)
    expect(value(rows.slice(1, 3), [5, 5])).toBeCloseTo(2, 12)
    // Pairs count alike: 0 of the first class, 4 of the second.
    expect(value(rows, [0, 0, 1, 1])).toBeCloseTo(2, 12)
    expect(value(rows, [0, 0, 0, 0])).toBeCloseTo((0 + 2 + 2 + 2 + 2 + 4) / 6, 12)
  })

  it('sees directions alone, in any frame', () => {
    const rows = gaussian(20, 4, 1)
    const labels = rows.map((_, i) => i % 3)
    const stretched = rows.map((row, i) => row.map((entry) => entry * (i + 1)))
    expectClose(value(scaledBy(turned(stretched), 1e-3), labels), value(rows, labels), 1e-9)
  })

  it('leaves out examples without activity, and is absent where no pair is left', () => {
    const parts = ofLayer(
      lab,
      alignment,
      [
        [0, 0],
        [1, 0],
        [0, 1],
        [2, 2],
      ],
      {},
      [0, 0, 1, 0],
    )
    expectClose(parts, { h: 2 - Math.SQRT2, 'h.left-out': 0.25 }, 1e-12)
    expect(
      value(
        [
          [0, 0],
          [1, 0],
          [0, 1],
        ],
        [0, 0, 1],
      ),
    ).toEqual({
      absent: "No two examples with any activity in 'h' share a label",
    })
  })
})
