import type { ActionDict, Node, Semantics } from 'ohm-js'
import { arithmetic, comparison, joined } from '../condition/arithmetic.ts'
import { misread } from '../condition/quantity.ts'
import { read } from '../condition/read.ts'
import { nameFromText } from '../condition/words.ts'
import { dateOf } from './date.ts'
import { functionOfRun } from './functions.ts'
import { runGrammar } from './grammar.ts'
import type { RunClause, RunExpression } from './run-expression.ts'
import { isRunField } from './text.ts'

/** The condition of runs that a text states; a text that states none is answered with the character and what could stand there. */
export function parseRunClause(text: string): RunClause {
  return meaning()(read(runGrammar(), 'Or', text)).clause() as RunClause
}

/** The value of a run that a text states, or an error like that. */
export function parseRunExpression(text: string): RunExpression {
  return meaning()(read(runGrammar(), 'Sum', text)).expression() as RunExpression
}

const clauses: ActionDict<RunClause> = {
  Or: (first, _or, rest) => joined<RunClause>('or', first, rest),
  And: (first, _and, rest) => joined<RunClause>('and', first, rest),
  Not: (nots, of) => nots.children.reduce<RunClause>((inner) => ({ kind: 'not', of: inner }), of.clause()),
  Test_notFinite: (of, _is, _not, _finite) => ({ kind: 'finite', of: of.expression(), finite: false }),
  Test_finite: (of, _is, _finite) => ({ kind: 'finite', of: of.expression(), finite: true }),
  Test_notAbsent: (of, _is, _not, _absent) => ({ kind: 'absent', of: of.expression(), absent: false }),
  Test_absent: (of, _is, _absent) => ({ kind: 'absent', of: of.expression(), absent: true }),
  Test_matches: (of, _matches, pattern) => ({ kind: 'matches', of: of.expression(), pattern: patternFrom(pattern) }),
  Test_compare: (left, operator, right) => ({
    kind: 'compare',
    operator: comparison(operator.sourceString),
    left: sideOf(left, right),
    right: sideOf(right, left),
  }),
  Test_bracketed: (_open, of, _close) => of.clause(),
}

const expressions: ActionDict<RunExpression> = {
  ...arithmetic,
  Atom_text: (text) => ({ kind: 'text', value: nameFromText(text.sourceString) }),
  Atom_call: (name, _open, of, _close) => functionOfRun(name, of.asIteration().children),
  Atom_property: ({ sourceString: name }) => (isRunField(name) ? { kind: 'field', name } : { kind: 'parameter', name }),
}

let semantics: Semantics | null = null

/** Made when it is first wanted, as the grammar is. */
function meaning(): Semantics {
  return (semantics ??= runGrammar()
    .createSemantics()
    .addOperation<RunClause>('clause', clauses)
    .addOperation('expression', expressions))
}

/** One side of a comparison: beside when a run started, a text is a date. */
function sideOf(node: Node, other: Node): RunExpression {
  const expression = node.expression() as RunExpression
  const beside = other.expression() as RunExpression
  if (expression.kind !== 'text' || beside.kind !== 'field' || beside.name !== 'started') return expression
  const value = dateOf(expression.value)
  if (value === null) throw misread(node, ['a date in quotes, such as "2026-11-29" or "2026-11-29 18:30"'])
  return { kind: 'number', value }
}

function patternFrom(node: Node): string {
  const pattern = nameFromText(node.sourceString)
  try {
    new RegExp(pattern)
  } catch {
    throw misread(node, ['a regular expression'])
  }
  return pattern
}
