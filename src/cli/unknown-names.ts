import type { Alignment, RunsQuestion } from '#src/vocabulary/index.ts'
import type { Store } from '#src/store/index.ts'
import { say } from './terminal.ts'

/**
 * Says which names of expressions none of these runs has, and what was perhaps meant: a misspelled setting or event is absent in
 * every run, and an answer without it looks like one. `known`: hints that an answer came with already.
 */
export async function sayUnknownNames(
  store: Store,
  among: RunsQuestion,
  expressions: readonly string[],
  known: readonly string[] = [],
): Promise<void> {
  const said = new Set(known)
  for (const by of expressions)
    for (const hint of (await store.list({ ...among, by, size: 1 })).hints ?? []) said.add(hint)
  for (const hint of said) say(hint)
}

/** The expression of the event that x is counted from, if it is. */
export function eventOf(align: Alignment): string[] {
  return align.x === 'event' ? [`onset(${JSON.stringify(align.event)})`] : []
}
