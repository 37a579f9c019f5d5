import {
  onsetText,
  parameterText,
  RUN_FIELDS,
  seriesText,
  TRANSITION_FUNCTIONS,
  transitionText,
  summaryText,
  type Occurrence,
  type RunsColumns,
  type TransitionFunction,
} from '#src/vocabulary/index.ts'
import { STATUSES } from '#dashboard/run/list-question.ts'
import { countText } from '#dashboard/text/format.ts'

/** What could stand where somebody types. */
export interface Suggestion {
  readonly written: string
  readonly about: string
  /** The stretch of the text that it takes the place of. */
  readonly from: number
  readonly to: number
}

const MOST = 8

/**
 * What could go on from what is typed before the caret. In plain words it offers settings only, so that it does not stand in
 * the way of who looks for a name; `isExpression`: everything that the language knows.
 */
export function suggestionsFor(text: string, caret: number, columns: RunsColumns, isExpression: boolean): Suggestion[] {
  const before = text.slice(0, caret)
  const status = /\bstatus\s*!?=\s*("?)([a-z]*)$/.exec(before)
  if (status !== null) return ranked(STATUS_WORDS, status[2]!, caret - status[1]!.length - status[2]!.length, caret)
  const tag = /\btag\s*!?=\s*("?)([^"]*)$/.exec(before)
  if (tag !== null) return ranked(tagsOf(columns), tag[2]!, caret - tag[1]!.length - tag[2]!.length, caret)
  const inQuotes = /([\p{L}-]+)\("([^"]*)$/u.exec(before)
  if (inQuotes !== null) {
    const known = namedBy(inQuotes[1]!, columns)
    const closes = text.slice(caret).startsWith('"') ? '' : '"'
    const offers = known.map(({ name, runs }) => ({ word: name, written: `${name}${closes}`, about: runsText(runs) }))
    return ranked(offers, inQuotes[2]!, caret - inQuotes[2]!.length, caret)
  }
  const word = /[\p{L}][\p{L}\d_./-]*$/u.exec(before)?.[0] ?? ''
  if (word === '') return []
  const offers = isExpression ? [...settings(columns), ...functionsOf(columns), ...FIELDS, ...WORDS] : settings(columns)
  return ranked(offers, word, caret - word.length, caret)
}

/** What a function takes the name of. */
function namedBy(word: string, { marks, series, summaries }: RunsColumns): readonly Occurrence[] {
  if (word === 'summary') return summaries
  if (Object.hasOwn(TRANSITION_FUNCTIONS, word)) return marks.filter(({ isTransition }) => isTransition)
  return /^(onset|delay)$/.test(word) ? marks : series
}

/** The text with a suggestion in its place, and where the caret stands then. */
export function accepted(text: string, { written, from, to }: Suggestion): { text: string; caret: number } {
  const rest = text.slice(to)
  const space = rest === '' || !/^[\s)"]/.test(rest) ? ' ' : ''
  return { text: text.slice(0, from) + written + space + rest, caret: from + written.length + space.length }
}

interface Offer {
  readonly word: string
  readonly written: string
  readonly about: string
}

const FIELDS: readonly Offer[] = Object.entries(RUN_FIELDS).map(([word, about]) => ({ word, written: word, about }))
const WORDS: readonly Offer[] = ['and', 'or', 'not'].map((word) => ({ word, written: word, about: '' }))
const STATUS_WORDS: readonly Offer[] = STATUSES.map((word) => ({ word, written: `"${word}"`, about: 'status' }))

function settings({ parameters }: RunsColumns): Offer[] {
  return parameters.map(({ name, runs }) => ({ word: name, written: parameterText(name), about: `setting · ${runsText(runs)}` })) // prettier-ignore
}

function tagsOf({ tags }: RunsColumns): Offer[] {
  return tags.map(({ name, runs }) => ({ word: name, written: JSON.stringify(name), about: runsText(runs) }))
}

/** A series is found by its own name too, and by that of the function. */
function functionsOf({ series, marks, summaries }: RunsColumns): Offer[] {
  return [
    ...summaries.map(({ name, runs }) => ({
      word: `summary ${name}`,
      written: summaryText(name),
      about: runsText(runs),
    })),
    ...series.flatMap(
      ({ name, runs, kind }) =>
      kind !== 'scalar'
        ? []
        : (['last', 'best'] as const).map((of) => ({ word: `${of} ${name}`, written: seriesText(of, name), about: runsText(runs) })), // prettier-ignore
    ),
    ...marks.map(({ name, runs }) => ({ word: `onset ${name}`, written: onsetText(name), about: runsText(runs) })),
    ...marks.filter(({ isTransition }) => isTransition).flatMap(ofTransitions),
  ]
}

function ofTransitions({ name, runs }: RunsColumns['marks'][number]): Offer[] {
  return (Object.keys(TRANSITION_FUNCTIONS) as TransitionFunction[]).map((of) => ({
    ...{ word: `${of} ${name}`, written: transitionText(of, name), about: runsText(runs) },
  }))
}

/** Those that begin so, then those of which a word does; what is there already is no suggestion. */
function ranked(offers: readonly Offer[], typed: string, from: number, to: number): Suggestion[] {
  const sought = typed.toLowerCase()
  const rank = ({ word }: Offer) => {
    const lower = word.toLowerCase()
    return lower.startsWith(sought) ? 0 : lower.split(/[\s_./-]/).some((part) => part.startsWith(sought)) ? 1 : 2
  }
  return offers
    .filter((offer) => rank(offer) < 2 && offer.written !== typed)
    .toSorted((a, b) => rank(a) - rank(b))
    .slice(0, MOST)
    .map(({ written, about }) => ({ written, about, from, to }))
}

function runsText(runs: number): string {
  return runs === 1 ? '1 run' : `${countText(runs)} runs`
}
