import { expect, test } from 'vitest'
import { bitsOf, flipped, storedRun } from './flipped-bits.ts'

test('of 150 bits of a stored run, flipped one by one, none makes another answer that nobody would notice', () => {
  const file = storedRun()
  const outcomes = flipped(file, bitsOf(file, 150, 1))
  expect(outcomes.filter((outcome) => typeof outcome !== 'string')).toEqual([])
  // Most of a file is numbers: what a flipped bit of them makes is noticed.
  expect(outcomes.filter((outcome) => outcome === 'said').length).toBeGreaterThan(50)
})
