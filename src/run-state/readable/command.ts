import type { Command } from '#src/vocabulary/index.ts'
import { fieldsOf, listOf, nameOrNull, needed, stepOrNull, textOf, type Fields } from './fields.ts'

type Reader = (command: Fields, path: string) => Fields

const step = (field: string): Reader => {
  return (command, path) => {
    const value = command[field]
    return { [field]: needed(stepOrNull(value), `${path}.${field}`, 'a whole number from 0', value) }
  }
}
const name = (field: string): Reader => {
  return (command, path) => {
    const value = command[field]
    return { [field]: needed(nameOrNull(value), `${path}.${field}`, 'a name', value) }
  }
}

/** What is read of a Command that took effect, where not all of it may be as it should. */
const READERS: ReadonlyMap<string, Reader> = new Map<Command['type'], Reader>([
  ['step', step('steps')],
  ['until', step('step')],
  ['attach', name('probe')],
  ['detach', name('probe')],
  ['retune', name('probe')],
  ['try', name('probe')],
  ['unbreak', name('id')],
  ['set', (command, path) => ({ ...name('key')(command, path), value: settingOf(command.value) })],
  ['budget', ({ share }) => ({ share: typeof share === 'number' ? share : null })],
  ['break', ({ breakpoint }, path) => ({ breakpoint: readableBreakpoint(breakpoint, `${path}.breakpoint`) })],
])

/** A Command of a type that this version does not know stays what it is: it is named, and changes nothing here. */
export function readableCommand(value: unknown, path: string): Command {
  const command = fieldsOf(value)
  const type = needed(nameOrNull(command.type), `${path}.type`, 'the type of a command', command.type)
  return { ...command, type, ...READERS.get(type)?.(command, path) } as unknown as Command
}

function readableBreakpoint(value: unknown, path: string) {
  const breakpoint = fieldsOf(value)
  return {
    id: needed(nameOrNull(breakpoint.id), `${path}.id`, 'a name', breakpoint.id),
    when: textOf(breakpoint.when),
    then: listOf(breakpoint.then),
  }
}

function settingOf(value: unknown): number | string {
  return typeof value === 'number' ? value : textOf(value, JSON.stringify(value) ?? 'nothing')
}
