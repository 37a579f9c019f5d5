import { expect, test } from 'vitest'
import { draggedOver } from '#dashboard/plots/drag.ts'

test.each([
  ['within', { start: 10, at: 40, length: 100 }, { from: 10, to: 40 }],
  ['backwards', { start: 40, at: 10, length: 100 }, { from: 10, to: 40 }],
  ['past the end', { start: 70, at: 180, length: 100 }, { from: 70, to: 100 }],
  ['past the beginning', { start: 70, at: -30, length: 100 }, { from: 0, to: 70 }],
  ['from beyond one end to beyond the other', { start: -20, at: 300, length: 100 }, { from: 0, to: 100 }],
  ['beyond an end alone', { start: 120, at: 180, length: 100 }, null],
  ['nowhere', { start: 50, at: 53, length: 100 }, null],
])('a drag %s is over what it went over', (_where, drag, stretch) => {
  expect(draggedOver(drag)).toEqual(stretch)
})
