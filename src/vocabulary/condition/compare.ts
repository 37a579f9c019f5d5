import type { Comparison } from './condition.ts'

/** NaN compares false, to be unlike it included. */
export function isSo(left: number, operator: Comparison, right: number): boolean {
  if (Number.isNaN(left) || Number.isNaN(right)) return false
  switch (operator) {
    case '<':
      return left < right
    case '<=':
      return left <= right
    case '>':
      return left > right
    case '>=':
      return left >= right
    case '=':
      return left === right
    case '!=':
      return left !== right
  }
}
