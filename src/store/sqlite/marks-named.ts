import { isNamed, type TransitionFunction } from '#src/vocabulary/index.ts'
import type { KeptMarks } from './marks.ts'
import type { TransitionRow } from './transitions.ts'

/** The step of the first mark of a run that has this name; null where none has. */
export function onsetIn({ moments, transitions }: KeptMarks, name: string): number | null {
  const named = moments.filter(({ source: by, label }) => isNamed({ by, label }, name))
  const steps = [...named, ...transitionsNamed(transitions, name)].map(({ step }) => step)
  return steps.length === 0 ? null : steps.reduce((first, step) => Math.min(first, step))
}

/** What is known of the first transition of a run that has this name; null where none has, and of what is not known. */
export function ofTransition({ transitions }: KeptMarks, name: string, of: TransitionFunction): number | null {
  const named = transitionsNamed(transitions, name)
  if (named.length === 0) return null
  return READ[of](named.reduce((first, one) => (one.step < first.step ? one : first)))
}

function transitionsNamed(transitions: readonly TransitionRow[], name: string): readonly TransitionRow[] {
  return transitions.filter(({ source: by, label, key }) => isNamed({ by, label, key }, name))
}

const READ: Readonly<Record<TransitionFunction, (row: TransitionRow) => number | null>> = {
  'onset-low': ({ low }) => low,
  'onset-high': ({ high }) => high,
  end: ({ over_at }) => over_at,
  duration: ({ step, over_at }) => (over_at === null ? null : over_at - step),
  height: ({ value_before, value_after }) =>
    value_before === null || value_after === null ? null : value_after - value_before,
}
