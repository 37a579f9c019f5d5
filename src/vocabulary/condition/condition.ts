import { readIn } from './read-in.ts'

/**
 * A condition over the observables of a run, as plain data: what breakpoints wait for. README.md says what each kind means.
 * It is data and no code, so that it can be sent, shown and kept; `holds` answers it from what was measured.
 */
export interface Condition {
  /** As it was written. */
  readonly text: string
  readonly clause: Clause
}

/** What is true or false at a step. */
export type Clause =
  | { readonly kind: 'and' | 'or'; readonly of: readonly Clause[] }
  | { readonly kind: 'not'; readonly of: Clause }
  | { readonly kind: 'compare'; readonly operator: Comparison; readonly left: Expression; readonly right: Expression }
  | { readonly kind: 'finite'; readonly of: Expression; readonly finite: boolean }
  | { readonly kind: 'any-not-finite' }
  | { readonly kind: 'absent'; readonly series: string }
  /** By the id of a detector, or by its label. */
  | { readonly kind: 'event'; readonly name: string }
  | {
      readonly kind: 'changes'
      readonly how: Change
      readonly of: Expression
      readonly by: Amount
      readonly within: number
    }
  | { readonly kind: 'crosses'; readonly how: Crossing; readonly of: Expression; readonly level: Expression }
  | { readonly kind: 'held'; readonly of: Clause; readonly steps: number }

/** What is a number at a step, once everything that it reads has a value. */
export type Expression = Arithmetic<
  | { readonly kind: 'step' }
  | { readonly kind: 'series'; readonly name: string }
  /** How near a detector is to its threshold, in units of that. */
  | { readonly kind: 'score'; readonly name: string }
>

/** Arithmetic over what a language reads, which is its own affair. Literals are never negative: `-1` negates 1. */
export type Arithmetic<Read> =
  | Read
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'negate'; readonly of: Arithmetic<Read> }
  | {
      readonly kind: 'arithmetic'
      readonly operator: Operator
      readonly left: Arithmetic<Read>
      readonly right: Arithmetic<Read>
    }
  | { readonly kind: 'call'; readonly name: FunctionName; readonly of: readonly Arithmetic<Read>[] }

export type Comparison = '<' | '<=' | '>' | '>=' | '=' | '!='
export type Operator = '+' | '-' | '*' | '/' | '^'
export type Change = 'falls' | 'rises' | 'changes'
export type Crossing = 'falls-below' | 'rises-above'
export type Amount = { readonly value: number; readonly unit: 'percent' | 'absolute' }

/** `most` is how many arguments a function takes, 1 unless there may be more. */
export const FUNCTIONS = {
  abs: { most: 1, of: Math.abs },
  sqrt: { most: 1, of: Math.sqrt },
  exp: { most: 1, of: Math.exp },
  log: { most: 1, of: Math.log },
  log2: { most: 1, of: Math.log2 },
  log10: { most: 1, of: Math.log10 },
  min: { most: Infinity, of: Math.min },
  max: { most: Infinity, of: Math.max },
} as const satisfies Record<string, { most: number; of: (...values: number[]) => number }>
export type FunctionName = keyof typeof FUNCTIONS

/** The clauses of a clause, itself among them. */
export function clausesIn(clause: Clause): readonly Clause[] {
  if (clause.kind === 'and' || clause.kind === 'or') return [clause, ...clause.of.flatMap(clausesIn)]
  if (clause.kind === 'not' || clause.kind === 'held') return [clause, ...clausesIn(clause.of)]
  return [clause]
}

/** The series that a clause names. */
export function seriesIn(clause: Clause): readonly string[] {
  const named = clausesIn(clause).flatMap((part) => {
    if (part.kind === 'absent') return [part.series]
    return expressionsOf(part).flatMap(seriesRead)
  })
  return [...new Set(named)]
}

/** The series that an expression reads, again where it reads one again. */
export function seriesRead(expression: Expression): readonly string[] {
  return readIn(expression).flatMap((read) => (read.kind === 'series' ? [read.name] : []))
}

/** Whether a clause reads how near a detector is. */
export function readsScore(clause: Clause): boolean {
  return clausesIn(clause).some((part) =>
    expressionsOf(part).some((expression) => readIn(expression).some(({ kind }) => kind === 'score')),
  )
}

/** The events that a clause waits for, by name. */
export function eventsIn(clause: Clause): readonly string[] {
  return clausesIn(clause).flatMap((part) => (part.kind === 'event' ? [part.name] : []))
}

function expressionsOf(clause: Clause): readonly Expression[] {
  if (clause.kind === 'compare') return [clause.left, clause.right]
  if (clause.kind === 'crosses') return [clause.of, clause.level]
  if (clause.kind === 'finite' || clause.kind === 'changes') return [clause.of]
  return []
}
