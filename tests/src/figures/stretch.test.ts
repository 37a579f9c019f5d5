import { expect, it } from 'vitest'
import { lineOver } from '#src/figures/stretch.ts'

const panel = { left: 100, width: 200, x: (value: number) => 100 + value, least: 24 }

it.each([
  [{}, { left: 100, right: 300 }],
  [
    { from: 50, to: 150 },
    { left: 150, right: 250 },
  ],
  [{ to: 50 }, { left: 100, right: 150 }],
  [
    { from: -10, to: 500 },
    { left: 100, right: 300 },
  ],
  [
    { from: 50, to: 50 },
    { left: 138, right: 162 },
  ],
  [
    { from: 0, to: 0 },
    { left: 100, right: 112 },
  ],
  [{ from: -20, to: -1 }, null],
  [{ from: 201 }, null],
])('a line runs over what it is about of a panel (%#)', (over, line) => {
  expect(lineOver(over, panel)).toEqual(line)
})

it('what has no place on a logarithmic axis is not there', () => {
  expect(lineOver({ from: 0, to: 0 }, { ...panel, x: Math.log })).toBe(null)
})
