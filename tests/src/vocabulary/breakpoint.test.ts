import { expect, test } from 'vitest'
import { freeId } from '#src/vocabulary/index.ts'

test('a new breakpoint has the first free name', () => {
  expect(freeId(new Map())).toBe('b1')
  expect(
    freeId(
      new Map([
        ['b1', 0],
        ['b3', 0],
      ]),
    ),
  ).toBe('b2')
})
