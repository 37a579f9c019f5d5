import type { Arithmetic } from './condition.ts'

/** What an expression reads, again where it reads it again. */
export function readIn<Read extends { readonly kind: string }>(expression: Arithmetic<Read>): readonly Read[] {
  const node = expression as Arithmetic<never>
  switch (node.kind) {
    case 'number':
      return []
    case 'negate':
      return readIn<Read>(node.of)
    case 'arithmetic':
      return [...readIn<Read>(node.left), ...readIn<Read>(node.right)]
    case 'call':
      return node.of.flatMap((of) => readIn<Read>(of))
    default:
      return [expression as Read]
  }
}
