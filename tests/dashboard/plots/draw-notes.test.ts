import { expect, test } from 'vitest'
import { drawNotes, shadeNotes } from '#dashboard/plots/draw-notes.ts'
import type { ChartMark } from '#dashboard/plots/draw-marks.ts'

/** A plot of 200 by 100 device pixels that shows x from 0 to 100, on a screen of two device pixels a CSS pixel. */
const AREA = {
  ...{ left: 10, top: 5, width: 200, height: 100, ratio: 2, from: 0, to: 100 },
  pixelFromX: (x: number) => 10 + 2 * x,
  pixelFromY: (y: number) => y,
}
const note = (x: number, to?: number): ChartMark => ({ x, label: 'n', kind: 'note', ...(to !== undefined && { to }) })

/** The rectangles that are filled: from where and how far, across and down. */
function filled(draw: typeof drawNotes, marks: readonly ChartMark[]): number[][] {
  const rectangles: number[][] = []
  const context = {
    save() {},
    restore() {},
    fillRect: (...rectangle: number[]) => void rectangles.push(rectangle),
  }
  draw(context as unknown as CanvasRenderingContext2D, marks, AREA)
  return rectangles
}

test('the stretch of a note is shaded from its first step to its last, as far as it is in sight', () => {
  const shaded = (marks: readonly ChartMark[]) => filled(shadeNotes, marks)
  expect(shaded([note(20, 40)])).toEqual([[50, 5, 40, 100]])
  expect(shaded([note(-50, 10)])).toEqual([[10, 5, 20, 100]])
  expect(shaded([note(90, Infinity)])).toEqual([[190, 5, 20, 100]])
  expect(shaded([note(-50, 400)])).toEqual([[10, 5, 200, 100]])
})

test('its ends are lines, with a bar over all of it', () => {
  expect(filled(drawNotes, [note(20, 40)])).toEqual([
    [50, 5, 2, 100],
    [90, 5, 2, 100],
    [50, 5, 42, 6],
  ])
})

test('one on a single step is one line, with a bar that is wide enough to be seen and hit', () => {
  const [line, bar, ...more] = filled(drawNotes, [note(30)])
  expect(more).toEqual([])
  expect(line).toEqual([70, 5, 2, 100])
  const [left, , width] = bar!
  expect(width).toBe(14)
  expect(left! + width! / 2).toBe(71)
})

test('what is out of sight, and what is no note, draws nothing', () => {
  const others: ChartMark[] = [note(101), note(-9, -1), { x: 50, label: 'grokked', kind: 'mark' }]
  expect([filled(drawNotes, others), filled(shadeNotes, others)]).toEqual([[], []])
})
