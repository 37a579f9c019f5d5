import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { freeRow, type Box } from '#dashboard/plots/place-names.ts'

const GAP = 6
const rowsFrom = (left: number, width: number) =>
  [2, 15, 28].map((top): Box => ({ left, right: left + width, top, bottom: top + 12 }))

describe('a name on a chart', () => {
  it('stands at the top where nothing is', () => {
    expect(freeRow(rowsFrom(40, 60), [], GAP)).toEqual({ left: 40, right: 100, top: 2, bottom: 14 })
  })

  it('goes below one that stands there already, also where that is between two rows', () => {
    expect(freeRow(rowsFrom(40, 60), [{ left: 4, right: 50, top: 2, bottom: 14 }], GAP)?.top).toBe(15)
    expect(freeRow(rowsFrom(40, 60), [{ left: 4, right: 50, top: 10, bottom: 22 }], GAP)?.top).toBe(28)
  })

  it('stays clear of one beside it', () => {
    const beside = (right: number) => freeRow(rowsFrom(40, 60), [{ left: 4, right, top: 2, bottom: 14 }], GAP)?.top
    expect(beside(40 - GAP)).toBe(2)
    expect(beside(40 - GAP + 1)).toBe(15)
  })

  it('never covers another, however many there are', () => {
    const name = fc.record({ left: fc.integer({ min: 0, max: 300 }), width: fc.integer({ min: 1, max: 90 }) })
    fc.assert(
      fc.property(fc.array(name, { maxLength: 20 }), (names) => {
        const placed: Box[] = []
        for (const { left, width } of names) {
          const row = freeRow(rowsFrom(left, width), placed, GAP)
          if (row !== null) placed.push(row)
        }
        for (const [i, a] of placed.entries())
          for (const b of placed.slice(i + 1))
            expect(a.top !== b.top || a.right + GAP <= b.left || b.right + GAP <= a.left).toBe(true)
      }),
    )
  })
})
