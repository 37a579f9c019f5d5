import type { Grammar, MatchResult } from 'ohm-js'
import { MisreadError } from '../misread.ts'

/** A text that somebody sends must not hold a process up: both bounds are far above what one would write by hand. */
const MOST_CHARACTERS = 1000
const MOST_BRACKETS = 20

/** The text as the grammar reads it, or an error that points at the character where it could not be read on. */
export function read(grammar: Grammar, startRule: string, text: string): MatchResult {
  if (text.length > MOST_CHARACTERS)
    throw new MisreadError(text, MOST_CHARACTERS, [`at most ${MOST_CHARACTERS} characters`])
  checkNesting(text)
  const match = grammar.match(text, startRule)
  if (match.failed()) throw new MisreadError(text, match.getRightmostFailurePosition(), expectedBy(match))
  return match
}

/** Ohm's own account of a failure, item by item; its type declaration knows only the sentence made of it. */
interface Failure {
  readonly isFluffy: () => boolean
  readonly isStringTerminal: () => boolean
  readonly getText: () => string
}

/** What may stand almost anywhere and would drown what is meant. */
const OBVIOUS = new Set(["'-'", "'step'", 'a function', "'event'", "'score'"])
/** The likeliest first; words that are not listed stand at the star, in alphabetical order. */
const ORDER = [
  'a number',
  'a series',
  'a name',
  'a text in quotes',
  "'('",
  "')'",
  'a comparison',
  'an operator',
  '*',
  "'and'",
  "'or'",
  "'for'",
  'the end',
]

function expectedBy(match: MatchResult): string[] {
  const { getRightmostFailures } = match as unknown as { getRightmostFailures: () => Failure[] }
  const wanted = getRightmostFailures
    .call(match)
    .filter((failure) => !failure.isFluffy())
    .map((failure) => (failure.isStringTerminal() ? `'${failure.getText()}'` : failure.getText()))
    .map((phrase) => (phrase === 'end of input' ? 'the end' : phrase))
  const telling = wanted.filter((phrase) => !OBVIOUS.has(phrase))
  return [...new Set(telling.length === 0 ? wanted : telling)].sort(inOrder)
}

function inOrder(a: string, b: string): number {
  const place = (phrase: string) => ORDER.indexOf(ORDER.includes(phrase) ? phrase : '*')
  return place(a) - place(b) || (a < b ? -1 : 1)
}

/** Brackets are what the grammar recurses on. */
function checkNesting(text: string): void {
  let open = 0
  for (const { 0: sign, index } of text.matchAll(/"(?:\\.|[^"\\])*"|[()]/gsu)) {
    if (sign === '(') open += 1
    if (sign === ')') open -= 1
    if (open > MOST_BRACKETS) throw new MisreadError(text, index, [`at most ${MOST_BRACKETS} nested brackets`])
  }
}
