import type { Transition } from '#src/vocabulary/index.ts'
import { fieldsOf, nameOrNull, numberOf, stepOrNull } from './fields.ts'

/** What a stored mark says of a transition; undefined where it is a moment, or says too little of one to be drawn. */
export function readableTransition(stored: unknown, markedAt: number): Transition | undefined {
  const { series, key, onset, end, before, after, seenAt, score } = fieldsOf(stored)
  const name = nameOrNull(key)
  if (name === null) return undefined
  const until = stepOrNull(end)
  return {
    series: nameOrNull(series) ?? 'unknown',
    key: name,
    onset: readableOnset(onset),
    end: until === null || until < markedAt ? null : until,
    before: finiteOrNull(before),
    after: finiteOrNull(after),
    seenAt: stepOrNull(seenAt) ?? markedAt,
    score: numberOf(score, NaN),
  }
}

function readableOnset(stored: unknown): Transition['onset'] {
  const { low, high, level } = fieldsOf(stored)
  const [from, to, share] = [finiteOrNull(low), finiteOrNull(high), finiteOrNull(level)]
  return from === null || to === null || share === null || from > to ? null : { low: from, high: to, level: share }
}

function finiteOrNull(value: unknown): number | null {
  return Number.isFinite(value) ? (value as number) : null
}
