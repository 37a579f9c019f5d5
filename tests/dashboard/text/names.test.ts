import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { distinctNames } from '#dashboard/text/names.ts'
import { shortText } from '#dashboard/text/short.ts'

describe('the names of runs that are shown together', () => {
  it('are as they are where they differ, and have the end of their id where they do not', () => {
    const runs = [
      { id: 'grok-20261122-061500-kqtz', name: 'twin' },
      { id: 'grok-20261122-071500-kqtz', name: 'twin' },
      { id: 'grok-20261122-061500-abcd', name: 'twin' },
      { id: 'grok-20261122-061500-efgh', name: 'other' },
    ]
    expect([...distinctNames(runs).values()]).toEqual([
      'twin · 061500-kqtz',
      'twin · 071500-kqtz',
      'twin · abcd',
      'other',
    ])
  })

  it('differ where only what is cut off differs, or what nobody sees', () => {
    const long = 'n'.repeat(1_000)
    const runs = [`${long}a`, `${long}b`, 'é', 'e\u0301', 'x y', 'x\u200b\u00a0y'].map((name, i) => ({
      id: `r${i}`,
      name,
    }))
    const shown = [...distinctNames(runs).values()]
    expect(new Set(shown).size).toBe(6)
    expect(shown.every((name) => name.length < 100 && / · r\d$/.test(name))).toBe(true)
  })

  it('are never the same, whatever runs are called', () => {
    const names = fc.constantFrom('', 'a', 'A', 'ä', 'a · bbbb', '👩‍👩‍👧‍👦', '\u202eevil', 'n'.repeat(300))
    const ids = fc.uniqueArray(fc.string({ unit: fc.constantFrom('a', 'b', '-'), minLength: 1, maxLength: 9 }), {
      minLength: 2,
    })
    fc.assert(
      fc.property(ids, fc.infiniteStream(names), (all, stream) => {
        const runs = all.map((id) => ({ id, name: stream.next().value! }))
        const shown = distinctNames(runs)
        expect(shown.size).toBe(all.length)
        expect(new Set(shown.values()).size).toBe(all.length)
      }),
    )
  })
})

it('a text is cut between characters as they are read', () => {
  const family = '👩‍👩‍👧‍👦'
  expect(shortText(family.repeat(20))).toBe(`${family.repeat(7)}…`)
  expect(shortText(`a${'\u0301'.repeat(500)}b`)).toBe('…')
  expect(shortText('x'.repeat(81))).toBe(`${'x'.repeat(79)}…`)
  expect(shortText('x'.repeat(80))).toBe('x'.repeat(80))
})
