import type { Mark } from '#src/vocabulary/index.ts'
import { fieldsOf, needed, stepOrNull, textOf } from './fields.ts'
import { readableTransition } from './transition.ts'

/** A mark as it is relied upon: that it happened and where, and of a transition what can be read of it. */
export function readableMark(value: unknown): Mark {
  const { by, label, about, step, transition: stored } = fieldsOf(value)
  const who = textOf(by, 'unknown')
  const at = needed(stepOrNull(step), 'step', 'a whole number from 0', step)
  const mark = { by: who, step: at, label: textOf(label, who), about: textOf(about) }
  const transition = readableTransition(stored, at)
  return transition === undefined ? mark : { ...mark, transition }
}
