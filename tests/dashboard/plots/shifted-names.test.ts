import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { ChartMark } from '#dashboard/plots/draw-marks.ts'
import { namesInRow } from '#dashboard/plots/mark-names.ts'
import { namesOver, placesNear } from '#dashboard/plots/shifted-names.ts'

/** A plot of 400 pixels over 100 steps, in which a letter is 6 wide. */
const PLACE = { left: 60, width: 400, from: 0, to: 100, ratio: 1, pixelFromX: (x: number) => 60 + 4 * x }
const widthOf = (text: string) => 6 * text.length
const mark = (x: number, label: string, kind: ChartMark['kind'] = 'mark'): ChartMark => ({ x, label, kind })

describe('names of marks that crowd', () => {
  it('stand in the order of their marks, as near to them as there is room', () => {
    const marks = [mark(1, 'Memorization'), mark(52, 'Grokked'), mark(20, 'Plateau'), mark(22, 'Generalization')]
    const { names, more, areShifted } = namesOver(marks, PLACE, widthOf)
    expect([areShifted, more]).toEqual([true, null])
    expect(names.map(({ mark: { label }, left }) => [label, left])).toEqual([
      ...[['Memorization', 60], ['Plateau', 140], ['Generalization', 190], ['Grokked', 282]], // prettier-ignore
    ])
  })

  it('stand at their marks where there is room for all', () => {
    const marks = [mark(10, 'Memorized'), mark(99, 'Grokked')]
    expect(namesOver(marks, PLACE, widthOf)).toEqual({ ...namesInRow(marks, PLACE, widthOf), areShifted: false })
  })

  it('stand at their marks where another row would not have more of them, as where all are of one name', () => {
    const spikes = Array.from({ length: 90 }, (_, i) => mark(i, 'Loss spike'))
    expect(namesOver(spikes, PLACE, widthOf)).toEqual({ ...namesInRow(spikes, PLACE, widthOf), areShifted: false })
  })

  it('are left out where they would stand far from their marks', () => {
    const labels = ['Memorization', 'Generalization', 'Loss spike', 'Plateau', 'Grokked', 'Diverged']
    const { names, more } = namesOver(labels.map((label, i) => mark(i / 2, label)), PLACE, widthOf) // prettier-ignore
    expect(names.map(({ mark: { label } }) => label)).toEqual(['Memorization', 'Generalization'])
    expect(more?.text).toBe('+4 more')
  })

  it('never stand upon each other nor beside the plot, their lines never cross, and with those left out are all there are', () => {
    const any = fc.record({
      x: fc.double({ min: -20, max: 120, noNaN: true }),
      label: fc.string({ minLength: 1, maxLength: 30 }),
      kind: fc.constantFrom('mark', 'breakpoint', 'command', 'control', 'failure', 'pin'),
    })
    fc.assert(
      fc.property(fc.array(any, { maxLength: 40 }), (all) => {
        const { names, more, areShifted } = namesOver(all as ChartMark[], PLACE, widthOf)
        const end = more === null ? PLACE.left + PLACE.width : more.left - 8
        const inOrder = names.toSorted((one, other) => one.left - other.left)
        for (const { left, right } of names) {
          expect(left).toBeGreaterThanOrEqual(PLACE.left)
          expect(right).toBeLessThanOrEqual(end + 1e-9)
        }
        for (const [i, { left }] of inOrder.slice(1).entries())
          expect(left).toBeGreaterThanOrEqual(inOrder[i]!.right + 8 - 1e-9)
        if (areShifted) {
          const xs = inOrder.map(({ mark: { x } }) => x)
          expect(xs).toEqual(xs.toSorted((one, other) => one - other))
        }
        const within = all.filter(({ x }) => x >= 0 && x <= 100).length
        expect(names.length + Number(/\d+/.exec(more?.text ?? '0'))).toBe(within)
      }),
    )
  })
})

describe('places near those that are wanted', () => {
  it('are these where they leave room, and otherwise the nearest by least squares', () => {
    const bounds = { left: 0, right: 100, gap: 2 }
    expect(placesNear([10, 50], [20, 20], bounds)).toEqual([10, 50])
    expect(placesNear([50, 50], [20, 20], bounds)).toEqual([39, 61])
    expect(placesNear([90, 95], [20, 20], bounds)).toEqual([58, 80])
    expect(placesNear([0, 0], [60, 60], bounds)).toBeNull()
  })

  it('cost no more than any others that leave room', () => {
    const row = fc.array(fc.record({ wanted: fc.integer({ min: 0, max: 40 }), width: fc.integer({ min: 1, max: 9 }) }), { minLength: 1, maxLength: 3 }) // prettier-ignore
    fc.assert(
      fc.property(row, (all) => {
        const [wanted, widths] = [all.map((one) => one.wanted), all.map((one) => one.width)]
        const found = placesNear(wanted.toSorted((a, b) => a - b), widths, { left: 0, right: 40, gap: 1 }) // prettier-ignore
        const sorted = wanted.toSorted((a, b) => a - b)
        const costOf = (places: readonly number[]) => places.reduce((sum, at, i) => sum + (at - sorted[i]!) ** 2, 0)
        const others = (i: number, from: number): number[][] =>
          i === widths.length
            ? [[]]
            : Array.from({ length: Math.max(0, 40 - widths[i]! - from + 1) }, (_, k) => from + k).flatMap((at) =>
                others(i + 1, at + widths[i]! + 1).map((rest) => [at, ...rest]),
              )
        for (const other of others(0, 0)) expect(costOf(found!)).toBeLessThanOrEqual(costOf(other) + 1e-9)
      }),
      { numRuns: 30 },
    )
  })
})
