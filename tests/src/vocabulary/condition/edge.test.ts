import { expect, test } from 'vitest'
import { AT_REST, edge } from '#src/vocabulary/condition/edge.ts'

test('fires at the first step at which a condition holds, and again once it has not held in between', () => {
  let state = AT_REST
  const fired = [true, true, false, false, true, false, true].map((holds) => (state = edge(state, holds)).fires)
  expect(fired).toEqual([true, false, false, false, true, false, true])
})
