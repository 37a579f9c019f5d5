import { describe, expect, test } from 'vitest'
import { assertPathName, BOUNDS, isLabel, isPathName, PhasescopeError } from '#src/vocabulary/index.ts'

describe('a name that becomes part of a path', () => {
  test.each(['a', '7', 'modular-addition-mlp-20260101-120000-abcd', 'A.b_c-d', 'my-norm.v2', 'x'.repeat(128)])(
    'may be %s',
    (name) => {
      expect(isPathName(name)).toBe(true)
      expect(() => assertPathName('Run id', name)).not.toThrow()
    },
  )

  test.each([
    ['nothing', ''],
    ['the folder above', '..'],
    ['a way out', '../../evil'],
    ['a way out after a name', 'a/../../evil'],
    ['a root', '/etc/passwd'],
    ['a drive', 'C:evil'],
    ['the other slash', 'a\\b'],
    ['a hidden file', '.ssh'],
    ['an option', '-rf'],
    ['the end of a string in C', 'a\0b'],
    ['a line break at the end', 'a\n'],
    ['a space', 'a b'],
    ['a letter beyond ASCII', 'é'],
    ['a letter that looks like another', 'а'],
    ['a percent', '%2e%2e'],
    ['one character too many', 'x'.repeat(129)],
    ['20 million', 'x'.repeat(20_000_000)],
    ['a number', 7],
    ['a list that prints as a name', ['a']],
    ['a record that prints as a name', { toString: () => 'a' }],
    ['null', null],
  ])('is never %s', (_what, name) => {
    expect(isPathName(name)).toBe(false)
    expect(() => assertPathName('Run id', name)).toThrow(PhasescopeError)
  })

  test('a refusal says what was expected and shows the beginning of what came', () => {
    expect(() => assertPathName('Run id', '../../evil')).toThrow(
      "Run id: expected a name of 1 to 128 letters, digits, dots, hyphens and underscores that begins with a letter or digit, got '../../evil'",
    )
    expect(messageOf(() => assertPathName('Run id', 'x'.repeat(20_000_000))).length).toBeLessThan(400)
    expect(messageOf(() => assertPathName('Run id', '\u001b[2J\n'))).toMatch(/got ' \[2J '$/)
  })
})

test('a name for people has a length and no control characters, and otherwise any alphabet', () => {
  for (const name of ['test-loss', 'spectrum/größe', 'a b', '重み', '🙂', 'x'.repeat(BOUNDS.name)])
    expect(isLabel(name)).toBe(true)
  for (const name of [
    '',
    'a\nb',
    '\u0000',
    '\u007f',
    '\u0085',
    '\ud800',
    'x'.repeat(BOUNDS.name + 1),
    7,
    null,
    ['a'],
  ]) {
    expect(isLabel(name)).toBe(false)
  }
  expect(isLabel('abc', 2)).toBe(false)
})

function messageOf(work: () => void): string {
  try {
    work()
  } catch (error) {
    return (error as Error).message
  }
  throw new Error('nothing was thrown')
}
