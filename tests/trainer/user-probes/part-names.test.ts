import { expect, it } from 'vitest'
import { scalar, scalars } from '#probes/define.ts'
import { absent } from '#src/vocabulary/index.ts'
import { partsOnOneLine } from '#trainer/user-probes/part-names.ts'

const many = { output: scalars() }

it('names parts on one line, and leaves all else as it was said', () => {
  const said = partsOnOneLine(many, { 'a\nb\t': 1, 'w0,w1': 2, 'say "hi"': 3, __proto__x: 4, '\x1b[2J': 5 })
  expect(said).toEqual({ [String.raw`a\u000ab\u0009`]: 1, 'w0,w1': 2, 'say "hi"': 3, __proto__x: 4, '\x1b[2J': 5 })
  for (const other of [absent('no\nvalue'), 7, null, undefined, Float64Array.of(1)])
    expect(partsOnOneLine({ output: scalar() }, other)).toBe(other)
  const nothing = absent('no\nvalue')
  expect(partsOnOneLine(many, nothing)).toBe(nothing)
})

it('does not make one part of two', () => {
  const said = { 'a\nb': 1, [String.raw`a\u000ab`]: 2 }
  expect(partsOnOneLine(many, said)).toBe(said)
})
