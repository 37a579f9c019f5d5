import { isRecord, type Mark, type Transition } from '#src/vocabulary/index.ts'
import { fieldsOf, nameOrNull, needed, numberOf, stepOrNull, textOf } from './fields.ts'

/** A mark as it is relied upon: that it happened and where, and of a transition what can be read of it. */
export function readableMark(value: unknown): Mark {
  const { by, label, about, step, transition } = fieldsOf(value)
  const who = textOf(by, 'unknown')
  const at = needed(stepOrNull(step), 'step', 'a whole number from 0', step)
  const mark = { by: who, step: at, label: textOf(label, who), about: textOf(about) }
  return isRecord(transition) ? { ...mark, transition: readableTransition(transition, at) } : mark
}

function readableTransition(value: unknown, step: number): Transition {
  const { series, key, onset, end, before, after, seenAt, score } = fieldsOf(value)
  const { low, high, level } = fieldsOf(onset)
  const isInterval = [low, high, level].every((bound) => typeof bound === 'number')
  return {
    series: textOf(series),
    key: nameOrNull(key) ?? `${step}`,
    onset: isInterval ? { low: Number(low), high: Number(high), level: Number(level) } : null,
    end: stepOrNull(end),
    before: typeof before === 'number' ? before : null,
    after: typeof after === 'number' ? after : null,
    seenAt: stepOrNull(seenAt) ?? step,
    score: numberOf(score, NaN),
  }
}
