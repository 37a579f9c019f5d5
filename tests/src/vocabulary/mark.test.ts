import fc from 'fast-check'
import { expect, it } from 'vitest'
import { isNamed, namesOfMark } from '#src/vocabulary/mark.ts'

it('a mark is named what it goes by, and nothing else', () => {
  const word = fc.string({ unit: fc.constantFrom('a', 'b', '/'), maxLength: 3 })
  const mark = fc.record({ by: word, label: word, key: fc.option(word, { nil: undefined }) })
  fc.assert(
    fc.property(mark, fc.string({ unit: fc.constantFrom('a', 'b', '/'), maxLength: 7 }), (one, name) => {
      expect(isNamed(one, name)).toBe(namesOfMark(one).includes(name))
      for (const own of namesOfMark(one)) expect(isNamed(one, own)).toBe(true)
    }),
    { numRuns: 2_000 },
  )
})
