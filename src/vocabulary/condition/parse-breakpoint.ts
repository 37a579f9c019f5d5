import { actionsText, type Breakpoint, type BreakpointAction } from '../breakpoint.ts'
import { badValue } from '../errors.ts'
import { parseActions } from './parse-actions.ts'
import { parseCondition } from './parse.ts'
import { isRecord } from '../is-record.ts'

/** A breakpoint that came from elsewhere: its condition can be read, and its actions are such as a line can state. */
export function parseBreakpoint(value: unknown): Breakpoint {
  const { id, when, then } = isRecord(value) ? value : {}
  if (typeof id !== 'string' || id === '') throw badValue('breakpoint.id', 'a name', id)
  if (typeof when !== 'string') throw badValue('breakpoint.when', 'a condition', when)
  if (!Array.isArray(then)) throw badValue('breakpoint.then', 'a list of actions', then)
  then.forEach((action, i) => {
    if (!isAction(action))
      throw badValue(
        `breakpoint.then[${i}]`,
        'pause, checkpoint, mark, densify, fill or fork with what belongs to it',
        action,
      )
  })
  parseCondition(when)
  return { id, when, then: parseActions(actionsText(then as BreakpointAction[])) }
}

/** Fields and their types; what they hold (whole steps, at least one probe) is checked by the grammar of the line. */
function isAction(action: unknown): action is BreakpointAction {
  if (!isRecord(action)) return false
  const { type, label, probes, every, steps, within, set } = action
  if (type === 'pause' || type === 'checkpoint') return true
  if (type === 'mark') return typeof label === 'string'
  if (type === 'densify')
    return Array.isArray(probes) && probes.every(isText) && typeof every === 'number' && typeof steps === 'number'
  if (type === 'fill')
    return Array.isArray(probes) && probes.every(isText) && typeof every === 'number' && typeof within === 'number'
  return (
    type === 'fork' && isRecord(set) && Object.values(set).every((value) => isText(value) || Number.isFinite(value))
  )
}

function isText(value: unknown): value is string {
  return typeof value === 'string'
}
