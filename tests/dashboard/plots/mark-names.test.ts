import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { ChartMark } from '#dashboard/plots/draw-marks.ts'
import { namesInRow } from '#dashboard/plots/mark-names.ts'

/** A plot of 400 pixels over 100 steps, in which a letter is 6 wide. */
const PLACE = { left: 60, width: 400, from: 0, to: 100, ratio: 1, pixelFromX: (x: number) => 60 + 4 * x }
const widthOf = (text: string) => 6 * text.length
const mark = (x: number, label: string, kind: ChartMark['kind'] = 'mark'): ChartMark => ({ x, label, kind })

describe('the names of marks above a plot', () => {
  it('stand at their hairlines, and inside the plot at its right end', () => {
    const { names, more } = namesInRow([mark(10, 'Memorized'), mark(99, 'Grokked')], PLACE, widthOf)
    expect(names.map(({ left, mark: { label } }) => [label, left])).toEqual([
      ['Memorized', 100],
      ['Grokked', 460 - 42],
    ])
    expect(more).toBeNull()
  })

  it('are those that matter most where there is no room for all, with how many there are besides', () => {
    const marks = [mark(10, 'Attached a', 'command'), mark(11, 'Grokked'), mark(12, 'sharpness failed', 'failure')]
    const { names, more } = namesInRow(marks, PLACE, widthOf)
    expect(names.map(({ mark: { label } }) => label)).toEqual(['sharpness failed'])
    expect(more?.text).toBe('+2 more')
  })

  it('of a band stand where there is room over it, and of marks of one name the first goes before the others of all', () => {
    const spikes = [10, 30, 50, 70, 90].map((x) => mark(x, 'Loss spike'))
    const band = { ...mark(12, 'Plateau'), to: 60 }
    const { names } = namesInRow([...spikes, band, mark(80, 'Grokked')], PLACE, widthOf)
    expect(names.map(({ left, mark: { label } }) => [label, left])).toEqual([
      ['Loss spike', 100],
      ['Plateau', 168],
      ['Grokked', 368],
      ['Loss spike', 260],
    ])
    const short = { ...mark(12, 'Plateau'), to: 20 }
    expect(namesInRow([mark(10, 'Memorized'), short], PLACE, widthOf).more?.text).toBe('+1 more')
  })

  it('never stand upon each other nor beside the plot, and with those left out are all there are', () => {
    const any = fc.record({
      x: fc.double({ min: -20, max: 120, noNaN: true }),
      label: fc.string({ minLength: 1, maxLength: 80 }),
      kind: fc.constantFrom('mark', 'breakpoint', 'command', 'control', 'failure', 'pin'),
      long: fc.option(fc.constantFrom(0, 10, 50, Infinity), { nil: undefined }),
    })
    fc.assert(
      fc.property(fc.array(any, { maxLength: 60 }), (all) => {
        const marks = all.map(({ long, ...one }) => ({ ...one, ...(long !== undefined && { to: one.x + long }) }))
        const { names, more } = namesInRow(marks as ChartMark[], PLACE, widthOf)
        const boxes = [
          ...names,
          ...(more === null ? [] : [{ left: more.left, right: more.left + widthOf(more.text) }]),
        ].sort((a, b) => a.left - b.left)
        for (const { left, right } of boxes) {
          expect(left).toBeGreaterThanOrEqual(PLACE.left)
          expect(right).toBeLessThanOrEqual(PLACE.left + PLACE.width + 1e-9)
        }
        for (const [i, box] of boxes.slice(1).entries()) expect(box.left).toBeGreaterThanOrEqual(boxes[i]!.right + 8)
        const within = marks.filter(({ x, to = x }: { x: number; to?: number }) => to >= 0 && x <= 100).length
        expect(names.length + Number(/\d+/.exec(more?.text ?? '0'))).toBe(within)
      }),
    )
  })
})
