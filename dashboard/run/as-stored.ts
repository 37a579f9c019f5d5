import { messageOf, type Envelope, type Fact, type SeriesDeclaration } from '#src/vocabulary/index.ts'
import { readableDeclaration, readableFact, withFactSeen } from '#src/run-state/index.ts'
import { stateFromFacts, withFact } from './facts.ts'
import type { RunState } from './run-state.ts'

/** The facts of a run as they were stored, by whomever: what cannot be read of them is said, and the rest is shown. */
export function stateAsStored(facts: readonly Envelope<Fact>[]): RunState {
  const strange: { fact: Envelope<Fact>; why: string }[] = []
  const read = facts.flatMap((fact) => {
    try {
      return [readableFact(fact)]
    } catch (error) {
      strange.push({ fact, why: messageOf(error) })
      return []
    }
  })
  const state = strange.reduce((before, { fact }) => withFactSeen(before, fact), stateFromFacts(read))
  return { ...state, unreadable: strange.map(({ why }) => why) }
}

/** With the series that are stored and that no fact declares: what was measured is drawn, whoever measured it. */
export function withSeries(state: RunState, stored: readonly unknown[]): RunState {
  const undeclared = stored
    .map(readableDeclaration)
    .filter((series) => series !== null && !state.declared.has(series.name)) as SeriesDeclaration[]
  if (undeclared.length === 0) return state
  const declared = new Map([...state.declared, ...undeclared.map((series) => [series.name, series] as const)])
  return { ...state, declared, series: [...declared.values()] }
}

/** One fact more. One that cannot be read counts as seen, and leaves the state as it was but for the word of it. */
export function withStoredFact(before: RunState, fact: Envelope<Fact>): RunState {
  try {
    return withFact(before, readableFact(fact))
  } catch (error) {
    const seen = withFactSeen(before, fact)
    return seen === before ? before : { ...seen, unreadable: [...seen.unreadable, messageOf(error)] }
  }
}

/** What could not be read of a run, in a sentence; null where all could. Each reason is said once. */
export function unreadableText(unreadable: readonly string[]): string | null {
  if (unreadable.length === 0) return null
  const reasons = [...new Set(unreadable)]
  const rest = reasons.length > SHOWN ? ` and ${reasons.length - SHOWN} more` : ''
  const count = unreadable.length === 1 ? 'One report' : `${unreadable.length} reports`
  return `${count} of this run could not be read; the rest is shown. ${reasons.slice(0, SHOWN).join('; ')}${rest}`
}

const SHOWN = 3
