import { readIn } from '../condition/read-in.ts'
import type { RunClause, RunExpression, RunRead } from './run-expression.ts'

/** What an expression reads of a run, and what the step at which it reads is made of. */
export function readsOfExpression(expression: RunExpression): readonly RunRead[] {
  return readIn<RunRead>(expression).flatMap((read) =>
    read.kind === 'at'
      ? [read, ...readsOfExpression(read.step)]
      : read.kind === 'reached'
        ? [read, ...readsOfExpression(read.level)]
        : [read],
  )
}

export function readsOfClause(clause: RunClause): readonly RunRead[] {
  switch (clause.kind) {
    case 'and':
    case 'or':
      return clause.of.flatMap(readsOfClause)
    case 'not':
      return readsOfClause(clause.of)
    case 'compare':
      return [...readsOfExpression(clause.left), ...readsOfExpression(clause.right)]
    default:
      return readsOfExpression(clause.of)
  }
}
