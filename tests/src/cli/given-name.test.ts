import { describe, expect, it } from 'vitest'
import { givenName } from '#src/cli/options.ts'
import { forkCommand } from '#src/cli/commands/fork.ts'
import { trainCommand } from '#src/cli/commands/train.ts'
import { parseCommand } from '#src/schema/parse-command.ts'
import { BOUNDS } from '#src/vocabulary/index.ts'

/** Names that show nothing, or that no line can hold. */
const NONE = ['', ' ', '\t', '\u00a0', '\u200b', '\u202e', '\u0301', 'a\nb', 'n'.repeat(BOUNDS.name + 1)]
const GOOD = ['a', '0', '👩‍👩‍👧‍👦', 'ריצה', ' with spaces ', 'n'.repeat(BOUNDS.name)]

describe.each([
  ['phasescope train', trainCommand()],
  ['phasescope fork', forkCommand()],
] as const)('%s --name', (_command, command) => {
  const read = command.options.find(({ long }) => long === '--name')!.parseArg!

  it.each(NONE)('refuses %j', (name) => expect(() => read(name, undefined)).toThrow(/^--name: expected a name of 1 to/))
  it.each(GOOD)('takes %j as it is', (name) => expect(read(name, undefined)).toBe(name))
})

it('is the same for a Command that comes in', () => {
  const fork = (name: string) => parseCommand({ type: 'fork', at: 1, name })
  for (const name of NONE) expect(() => fork(name), JSON.stringify(name)).toThrow(/name/)
  for (const name of GOOD) expect(fork(name)).toMatchObject({ name })
  expect(givenName('a')).toBe('a')
})
