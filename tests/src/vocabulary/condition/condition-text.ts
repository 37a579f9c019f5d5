import type { Clause, Condition, Expression } from '#src/vocabulary/condition/condition.ts'
import { nameText, quotedText } from '#src/vocabulary/condition/words.ts'

/** A condition in the normal form: one space between words, brackets where they are needed, names in quotes where they must. */
export function conditionText({ clause }: Pick<Condition, 'clause'>): string {
  return clauseText(clause, 'or')
}

/** What binds tighter comes later; a part that binds less than its place asks for goes in brackets. */
const CLAUSES = ['or', 'and', 'not', 'held', 'test'] as const
const EXPRESSIONS = ['sum', 'product', 'negate', 'power', 'atom'] as const
type ClausePlace = (typeof CLAUSES)[number]
type ExpressionPlace = (typeof EXPRESSIONS)[number]

function clauseText(clause: Clause, place: ClausePlace): string {
  const own = CLAUSES.find((kind) => kind === clause.kind) ?? 'test'
  const text = bareClause(clause)
  return CLAUSES.indexOf(own) < CLAUSES.indexOf(place) ? `(${text})` : text
}

function bareClause(clause: Clause): string {
  switch (clause.kind) {
    case 'or':
      return clause.of.map((part) => clauseText(part, 'and')).join(' or ')
    case 'and':
      return clause.of.map((part) => clauseText(part, 'not')).join(' and ')
    case 'not':
      return `not ${clauseText(clause.of, 'not')}`
    case 'held':
      return `${clauseText(clause.of, 'test')} for ${stepsText(clause.steps)}`
    case 'compare':
      return `${expressionText(clause.left)} ${clause.operator} ${expressionText(clause.right)}`
    case 'finite':
      return `${expressionText(clause.of)} is ${clause.finite ? '' : 'not '}finite`
    case 'any-not-finite':
      return 'any value is not finite'
    case 'event':
      return `event(${quotedText(clause.name)})`
    case 'absent':
      return `${nameText(clause.series)} is absent`
    case 'crosses':
      return `${expressionText(clause.of)} ${clause.how.replace('-', ' ')} ${expressionText(clause.level)}`
    case 'changes': {
      const by = clause.by.unit === 'percent' ? `${clause.by.value} %` : `${clause.by.value}`
      return `${expressionText(clause.of)} ${clause.how} by ${by} within ${stepsText(clause.within)}`
    }
  }
}

function stepsText(steps: number): string {
  return steps === 1 ? '1 step' : `${steps} steps`
}

function expressionText(expression: Expression, place: ExpressionPlace = 'sum'): string {
  const text = bareExpression(expression)
  return EXPRESSIONS.indexOf(placeOf(expression)) < EXPRESSIONS.indexOf(place) ? `(${text})` : text
}

function placeOf(expression: Expression): ExpressionPlace {
  if (expression.kind === 'negate') return 'negate'
  if (expression.kind !== 'arithmetic') return 'atom'
  return PLACES[expression.operator].own
}

/** Chains of + and - and of * and / lean to the left, towers of ^ to the right. */
const PLACES = {
  '+': { own: 'sum', left: 'sum', right: 'product' },
  '-': { own: 'sum', left: 'sum', right: 'product' },
  '*': { own: 'product', left: 'product', right: 'negate' },
  '/': { own: 'product', left: 'product', right: 'negate' },
  '^': { own: 'power', left: 'atom', right: 'negate' },
} as const satisfies Record<string, Record<'own' | 'left' | 'right', ExpressionPlace>>

function bareExpression(expression: Expression): string {
  switch (expression.kind) {
    case 'number':
      return String(expression.value)
    case 'step':
      return 'step'
    case 'series':
      return nameText(expression.name)
    case 'score':
      return `score(${quotedText(expression.name)})`
    case 'negate':
      return `-${expressionText(expression.of, 'negate')}`
    case 'call':
      return `${expression.name}(${expression.of.map((value) => expressionText(value)).join(', ')})`
    case 'arithmetic': {
      const { left, right } = PLACES[expression.operator]
      return `${expressionText(expression.left, left)} ${expression.operator} ${expressionText(expression.right, right)}`
    }
  }
}
