import { expect, test } from 'vitest'
import { bitsOf, flipped, storedRun } from '../src/store/flipped-bits.ts'

test('of 1,000 bits of a stored run, flipped one by one, none makes another answer that nobody would notice', () => {
  const file = storedRun()
  const outcomes = flipped(file, bitsOf(file, 1000, 2))
  const [harmless, said] = ['harmless', 'said'].map((kind) => outcomes.filter((outcome) => outcome === kind).length)
  console.log(`${file.length} bytes; of ${outcomes.length} flipped bits ${harmless} harmless, ${said} said`)
  expect(outcomes.filter((outcome) => typeof outcome !== 'string')).toEqual([])
})
