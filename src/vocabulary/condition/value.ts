import { FUNCTIONS, type Expression, type Operator } from './condition.ts'
import { latest, type RunHistory } from './history.ts'

/** What an expression is at a step; null while something that it reads has no value. */
export function valueAt(expression: Expression, history: RunHistory, step: number): number | null {
  switch (expression.kind) {
    case 'number':
      return expression.value
    case 'step':
      return step
    case 'series':
      return latest(history, expression.name, step)
    case 'negate': {
      const value = valueAt(expression.of, history, step)
      return value === null ? null : -value
    }
    case 'arithmetic': {
      const left = valueAt(expression.left, history, step)
      const right = valueAt(expression.right, history, step)
      return left === null || right === null ? null : ARITHMETIC[expression.operator](left, right)
    }
    case 'call': {
      const values = expression.of.map((of) => valueAt(of, history, step)).filter((value) => value !== null)
      if (values.length < expression.of.length) return null
      const of: (...values: number[]) => number = FUNCTIONS[expression.name].of
      return of(...values)
    }
  }
}

const ARITHMETIC: Record<Operator, (left: number, right: number) => number> = {
  '+': (left, right) => left + right,
  '-': (left, right) => left - right,
  '*': (left, right) => left * right,
  '/': (left, right) => left / right,
  '^': (left, right) => left ** right,
}
