import { modularArithmetic, type ModularArithmetic, type PairTask } from './modular.ts'
import type { Pairs } from './task.ts'
import { pairsWhenRead } from './when-read.ts'

/** Polynomials of two residues, by how they are written. */
export const POLYNOMIALS = ['a+b', 'a*b', 'a^2+b^2', 'a^2+a*b+b^2', 'a^3+a*b'] as const
export type Polynomial = (typeof POLYNOMIALS)[number]

/** Of numbers below 2⁹: their cubes are exact. */
const valueOf: Readonly<Record<Polynomial, (a: number, b: number) => number>> = {
  'a+b': (a, b) => a + b,
  'a*b': (a, b) => a * b,
  'a^2+b^2': (a, b) => a * a + b * b,
  'a^2+a*b+b^2': (a, b) => a * a + a * b + b * b,
  'a^3+a*b': (a, b) => a * a * a + a * b,
}

/**
 * A polynomial modulo a number, asked of the same pairs as arithmetic under the same seed. Those that are a sum of
 * functions of each residue, or become one under logarithms, have a solution that a two-layer network can find; of others
 * none is known.
 */
export function modularPolynomial(
  polynomial: Polynomial,
  settings: Pick<ModularArithmetic, 'modulus' | 'trainFraction'>,
  seed: number,
): PairTask {
  const task = modularArithmetic({ ...settings, operation: 'add', corruptionFraction: 0 }, seed)
  const answered = (split: Pairs): Pairs =>
    pairsWhenRead(() => {
      const { a, b } = split
      const labels = a.map((left, i) => valueOf[polynomial](left, b[i] as number) % settings.modulus)
      return { a, b, labels, trueLabels: labels }
    })
  return { train: answered(task.train), test: answered(task.test), table: null, corrupted: 0 }
}
