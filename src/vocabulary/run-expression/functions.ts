import type { Node } from 'ohm-js'
import { call, inQuotes } from '../condition/arithmetic.ts'
import { FUNCTIONS } from '../condition/condition.ts'
import { misread } from '../condition/quantity.ts'
import { nameFromText } from '../condition/words.ts'
import { OTHER_RUN_FUNCTIONS, SERIES_FUNCTIONS, type OtherRunFunction, type RunExpression, type SeriesFunction } from './run-expression.ts' // prettier-ignore
import { TRANSITION_FUNCTIONS, type TransitionFunction } from './transition-functions.ts'

/** Every function that an expression of runs can call. */
export const RUN_FUNCTIONS: readonly string[] = [
  ...new Set(
    [SERIES_FUNCTIONS, OTHER_RUN_FUNCTIONS, TRANSITION_FUNCTIONS, FUNCTIONS].flatMap((known) => Object.keys(known)),
  ),
]

/**
 * What a call means. `min` and `max` of one text in quotes are those of a series, of anything else those of numbers: no
 * series is named without quotes.
 */
export function functionOfRun(name: Node, values: readonly Node[]): RunExpression {
  const word = name.sourceString
  const [first] = values
  const isOfText = values.length === 1 && textIn(first!) !== null
  if (isSeriesFunction(word) && (isOfText || !Object.hasOwn(FUNCTIONS, word)))
    return { kind: 'series', of: word, series: only(name, values, 'a series in quotes') }
  if (Object.hasOwn(OTHER_RUN_FUNCTIONS, word)) return OTHERS[word as OtherRunFunction](name, values)
  if (isTransitionFunction(word)) return { kind: 'transition', of: word, mark: only(name, values, MARK) }
  if (Object.hasOwn(FUNCTIONS, word)) return call(name, values)
  throw misread(name, RUN_FUNCTIONS.map(inQuotes))
}

const SERIES = 'a series in quotes'
const MARK = 'a mark in quotes'

const OTHERS: Record<OtherRunFunction, (name: Node, values: readonly Node[]) => RunExpression> = {
  at(name, values) {
    const [series, step] = these(name, values, 2)
    return { kind: 'at', series: textOf(series!, SERIES), step: step!.expression() as RunExpression }
  },
  area: (name, values) => ({ kind: 'area', series: only(name, values, SERIES) }),
  reached(name, values) {
    const [series, level] = these(name, values, 2)
    return { kind: 'reached', series: textOf(series!, SERIES), level: level!.expression() as RunExpression }
  },
  onset: (name, values) => ({ kind: 'onset', mark: only(name, values, MARK) }),
  delay(name, values) {
    const [from, to] = these(name, values, 2).map((value): RunExpression => ({
      kind: 'onset',
      mark: textOf(value, MARK),
    }))
    return { kind: 'arithmetic', operator: '-', left: to!, right: from! }
  },
  parameter: (name, values) => ({ kind: 'parameter', name: only(name, values, 'a setting in quotes') }),
  summary: (name, values) => ({ kind: 'summary', name: only(name, values, 'a name in quotes') }),
}

function isSeriesFunction(word: string): word is SeriesFunction {
  return Object.hasOwn(SERIES_FUNCTIONS, word)
}

function isTransitionFunction(word: string): word is TransitionFunction {
  return Object.hasOwn(TRANSITION_FUNCTIONS, word)
}

function only(name: Node, values: readonly Node[], what: string): string {
  return textOf(these(name, values, 1)[0]!, what)
}

function these(name: Node, values: readonly Node[], count: 1 | 2): readonly Node[] {
  const said = count === 1 ? 'one value' : 'two values'
  if (values.length > count) throw misread(values[count]!, [`')' after the ${said} of ${name.sourceString}`])
  if (values.length < count) throw misread(name, [`${name.sourceString} with ${said}`])
  return values
}

function textOf(node: Node, what: string): string {
  const text = textIn(node)
  if (text === null) throw misread(node, [what])
  return text
}

/** The text that a node is, and nothing besides. */
function textIn({ sourceString }: Node): string | null {
  return /^"(?:\\.|[^"\\])*"$/su.test(sourceString) ? nameFromText(sourceString) : null
}
