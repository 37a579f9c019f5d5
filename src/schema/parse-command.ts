import type { Command } from '#src/vocabulary/index.ts'
import { parseBreakpoint } from '#src/vocabulary/condition/parse-breakpoint.ts'
import { command as schema } from './command.ts'
import { parsed } from './parsed.ts'

/** A Command as another process said it: only its own fields, each of the right kind. */
export function parseCommand(value: unknown): Command {
  const command = parsed(schema, value, 'command')
  // Whoever sent a condition that cannot be read is told at which character, before it travels on.
  return command.type === 'break' ? { type: 'break', breakpoint: parseBreakpoint(command.breakpoint) } : command
}
