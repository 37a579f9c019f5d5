import type { ActionDict, Node } from 'ohm-js'
import { arithmetic, call, comparison, joined } from './arithmetic.ts'
import {
  clausesIn,
  readsScore,
  seriesIn,
  type Amount,
  type Clause,
  type Condition,
  type Expression,
} from './condition.ts'
import { Conditions } from './grammar.ts'
import { finiteNumber, misread, wholeSteps } from './quantity.ts'
import { read } from './read.ts'
import { nameFromText } from './words.ts'

/** The condition that a text states; a text that states none is answered with the character and what could stand there. */
export function parseCondition(text: string): Condition {
  return { text, clause: meaning(read(Conditions, 'Or', text)).clause() as Clause }
}

const clauses: ActionDict<Clause> = {
  Or: (first, _or, rest) => joined<Clause>('or', first, rest),
  And: (first, _and, rest) => joined<Clause>('and', first, rest),
  Not: (nots, held) => nots.children.reduce<Clause>((of) => ({ kind: 'not', of }), held.clause()),
  Held_for: (test, _for, steps) => held(test, steps),
  Test_any: (_any, _value, _is, _not, _finite) => ({ kind: 'any-not-finite' }),
  Test_event: (_event, _open, name, _close) => ({ kind: 'event', name: nameFromText(name.sourceString) }),
  Test_absent: (series, _is, _absent) => ({ kind: 'absent', series: nameFromText(series.sourceString) }),
  Test_notFinite: (of, _is, _not, _finite) => ({ kind: 'finite', of: of.expression(), finite: false }),
  Test_finite: (of, _is, _finite) => ({ kind: 'finite', of: of.expression(), finite: true }),
  Test_compare: (left, operator, right) => ({
    kind: 'compare',
    operator: comparison(operator.sourceString),
    left: left.expression(),
    right: right.expression(),
  }),
  Test_fallsBelow: (of, _falls, _below, level) =>
    following(of, { kind: 'crosses', how: 'falls-below', of: of.expression(), level: level.expression() }),
  Test_risesAbove: (of, _rises, _above, level) =>
    following(of, { kind: 'crosses', how: 'rises-above', of: of.expression(), level: level.expression() }),
  Test_change: (of, how, _by, by, _within, steps) =>
    following(of, {
      kind: 'changes',
      how: how.sourceString as 'falls' | 'rises' | 'changes',
      of: of.expression(),
      by: amount(by),
      within: wholeSteps(steps),
    }),
  Test_bracketed: (_open, of, _close) => of.clause(),
}

const expressions: ActionDict<Expression> = {
  ...arithmetic,
  Atom_step: (_step) => ({ kind: 'step' }),
  Atom_score: (_score, _open, name, _close) => ({ kind: 'score', name: nameFromText(name.sourceString) }),
  Atom_series: (series) => ({ kind: 'series', name: nameFromText(series.sourceString) }),
  Atom_call: (name, _open, of, _close) => call(name, of.asIteration().children),
}

const meaning = Conditions.createSemantics()
  .addOperation<Clause>('clause', clauses)
  .addOperation('expression', expressions)

/** What looks back cannot itself be asked for at every point that one looks back on. */
function held(test: Node, steps: Node): Clause {
  const of: Clause = test.clause()
  const looksBack = ({ kind }: Clause) => ['changes', 'crosses', 'held', 'any-not-finite', 'event'].includes(kind)
  if (clausesIn(of).some(looksBack) || readsScore(of))
    throw misread(test, ["before 'for' only comparisons, 'is finite', 'is not finite' and 'is absent' of named series"])
  return following(test, { kind: 'held', of, steps: wholeSteps(steps) })
}

/** There is nothing to follow from point to point in what reads no series. */
function following(node: Node, clause: Clause): Clause {
  if (seriesIn(clause).length === 0) throw misread(node, ['something that is measured, such as a series'])
  return clause
}

function amount(node: Node): Amount {
  const [number, percent] = node.children
  const value = finiteNumber(number!)
  if (value === 0) throw misread(number!, ['an amount above 0'])
  return { value, unit: percent!.children.length > 0 ? 'percent' : 'absolute' }
}
