import {
  messageOf,
  MisreadError,
  type BreakpointAction,
  type Mark,
  type OutputCard,
  type ParameterCard,
  type ProbeCard,
  type SeriesDeclaration,
} from '#src/vocabulary/index.ts'
import type { Condition } from '#src/vocabulary/condition/condition.ts'
import { eventHints } from '#src/vocabulary/condition/event-hints.ts'
import { parseActions } from '#src/vocabulary/condition/parse-actions.ts'
import { parseCondition } from '#src/vocabulary/condition/parse.ts'
import { unknownSeries } from '#src/vocabulary/condition/unknown-series.ts'

/** What became of a text while it is typed: nothing yet, a meaning with perhaps a word of advice, or where it goes wrong. */
export type Parsed<T> =
  | { readonly kind: 'empty' }
  | { readonly kind: 'read'; readonly value: T; readonly hint: string | null }
  | { readonly kind: 'wrong'; readonly offset: number; readonly why: string }

/** With what a run can say, and has said, of events, a word of advice on those that are waited for. */
export function conditionRead(
  text: string,
  series: readonly SeriesDeclaration[],
  events?: { readonly cards: readonly ProbeCard[]; readonly marks: readonly Mark[] },
): Parsed<Condition> {
  const scalars = series.filter(({ kind }) => kind === 'scalar').map(({ name }) => name)
  return read(text, parseCondition, (condition) => {
    const hints = unknownSeries(condition, scalars).map(({ hint }) => hint)
    return [...hints, ...(events === undefined ? [] : hintsOfEvents(condition, events))][0] ?? null
  })
}

function hintsOfEvents(
  condition: Condition,
  { cards, marks }: { readonly cards: readonly ProbeCard[]; readonly marks: readonly Mark[] },
): string[] {
  return eventHints(
    condition,
    cards.filter(isOfEvents).map(({ id }) => id),
    marks,
  )
}

/** A run of another version may have cards that say less. */
function isOfEvents({ output }: ProbeCard): boolean {
  return (output as OutputCard | undefined)?.kind === 'event'
}

/** The run's own probes and settings are known here, so that a slip is told before it is sent. */
export function actionsRead(
  text: string,
  { cards, settable }: { readonly cards: readonly ProbeCard[]; readonly settable: readonly ParameterCard[] },
): Parsed<readonly BreakpointAction[]> {
  const probes = new Set(cards.filter((card) => !isOfEvents(card)).map(({ id }) => id))
  const settings = new Set(settable.map(({ key }) => key))
  return read(text, parseActions, (actions) => {
    const densified = actions.flatMap((action) =>
      action.type === 'densify' || action.type === 'fill' ? action.probes : [],
    )
    const changed = actions.flatMap((action) => (action.type === 'fork' ? Object.keys(action.set) : []))
    const probe = densified.find((id) => !probes.has(id))
    const setting = changed.find((key) => !settings.has(key))
    if (probe !== undefined) return `No probe '${probe}' in the catalogue of this run`
    return setting === undefined ? null : `No setting '${setting}' that this run can change`
  })
}

function read<T>(text: string, parse: (text: string) => T, hintOf: (value: T) => string | null): Parsed<T> {
  if (text.trim() === '') return { kind: 'empty' }
  try {
    const value = parse(text)
    return { kind: 'read', value, hint: hintOf(value) }
  } catch (error) {
    const offset = error instanceof MisreadError ? error.offset : 0
    return { kind: 'wrong', offset, why: messageOf(error) }
  }
}
