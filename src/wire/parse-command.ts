import { COMMAND_TYPES, malformed, type Command } from '#src/vocabulary/index.ts'
import { parseBreakpoint } from '#src/vocabulary/condition/parse-breakpoint.ts'
import { isStep, isText, record, require } from './parse.ts'
import { isRecord } from '#src/vocabulary/is-record.ts'

type Check = { readonly holds: (value: unknown) => boolean; readonly expected: string; readonly optional?: true }

const name: Check = { holds: isText, expected: 'a name' }
const step: Check = { holds: isStep, expected: 'a whole number from 0' }
const count: Check = { holds: (value) => isStep(value) && value >= 1, expected: 'a whole number from 1' }
const fields: Check = { holds: isRecord, expected: 'a record' }
const setting: Check = {
  holds: (value) => typeof value === 'string' || (typeof value === 'number' && Number.isFinite(value)),
  expected: 'a number or a word',
}
const since: Check = {
  holds: (value) => value === 'start' || value === 'now' || isStep(value),
  expected: "'start', 'now' or a step",
}
const past: Check = {
  holds: (value) => value === 'every' || value === 'checkpoints',
  expected: "'every' or 'checkpoints'",
}
const share: Check = {
  holds: (value) => value === null || (typeof value === 'number' && value > 0 && value <= 1),
  expected: 'a share above 0 and at most 1, or null',
}
const optional = (check: Check): Check => ({ ...check, optional: true })

/** The fields of each Command. Whether a probe, a setting or a step exists is for the trainer to say. */
const FIELDS: Record<Command['type'], Readonly<Record<string, Check>>> = {
  pause: {},
  resume: {},
  stop: {},
  step: { steps: count },
  until: { step },
  set: { key: name, value: setting },
  checkpoint: {},
  attach: {
    probe: name,
    cadence: optional(fields),
    options: optional(fields),
    from: optional(since),
    past: optional(past),
  },
  detach: { probe: name },
  retune: { probe: name, cadence: optional(fields), options: optional(fields), steps: optional(count) },
  try: { probe: name, options: optional(fields) },
  fork: { at: optional(step), set: optional(fields), name: optional(name), steps: optional(count) },
  break: { breakpoint: fields },
  unbreak: { id: name },
  budget: { share },
}

/** A Command as another process said it: only its own fields, each of the right kind. */
export function parseCommand(value: unknown): Command {
  const given = record(value, 'command')
  const type = COMMAND_TYPES.find((known) => known === given.type)
  if (type === undefined) throw malformed('command.type', `one of ${COMMAND_TYPES.join(', ')}`, given.type)
  const kept: Record<string, unknown> = { type }
  for (const [field, { holds, expected, optional: mayLack }] of Object.entries(FIELDS[type])) {
    const received = given[field]
    if (received === undefined && mayLack) continue
    require(holds(received), `command(type = ${type}).${field}`, expected, received)
    kept[field] = received
  }
  const command = kept as unknown as Command
  // Whoever sent a condition that cannot be read is told at which character, before it travels on.
  return command.type === 'break' ? { type: 'break', breakpoint: parseBreakpoint(command.breakpoint) } : command
}
