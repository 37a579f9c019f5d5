/**
 * Operations on residues: the side door, for those who know a table of answers and have no examples to draw, and would wait longest for
 * all that draws some to load.
 */
export const OPERATIONS = ['add', 'subtract', 'multiply'] as const
export type Operation = (typeof OPERATIONS)[number]

export function answer(operation: Operation, a: number, b: number, modulus: number): number {
  if (operation === 'add') return (a + b) % modulus
  if (operation === 'subtract') return (a - b + modulus) % modulus
  return (a * b) % modulus
}
