import { FUNCTIONS, type Arithmetic, type Operator } from './condition.ts'

/** What an expression comes to, once all that it reads has a value; null while something has none. */
export function calculated<Read extends { readonly kind: string }>(
  expression: Arithmetic<Read>,
  valueOf: (read: Read) => number | null,
): number | null {
  // What is read is told apart by not being any of these.
  const node = expression as Arithmetic<never>
  switch (node.kind) {
    case 'number':
      return node.value
    case 'negate': {
      const value = calculated<Read>(node.of, valueOf)
      return value === null ? null : -value
    }
    case 'arithmetic': {
      const left = calculated<Read>(node.left, valueOf)
      const right = calculated<Read>(node.right, valueOf)
      return left === null || right === null ? null : ARITHMETIC[node.operator](left, right)
    }
    case 'call': {
      const values = node.of.map((of) => calculated<Read>(of, valueOf)).filter((value) => value !== null)
      if (values.length < node.of.length) return null
      const of: (...values: number[]) => number = FUNCTIONS[node.name].of
      return of(...values)
    }
    default:
      return valueOf(expression as Read)
  }
}

const ARITHMETIC: Record<Operator, (left: number, right: number) => number> = {
  '+': (left, right) => left + right,
  '-': (left, right) => left - right,
  '*': (left, right) => left * right,
  '/': (left, right) => left / right,
  '^': (left, right) => left ** right,
}
