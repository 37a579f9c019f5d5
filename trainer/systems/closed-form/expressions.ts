/** A product of powers of residues: `powers[v]` of variable v. */
export interface Monomial {
  readonly coefficient: number
  readonly powers: readonly number[]
}

/** What is asked of some residues: the sum of these. */
export interface Expression {
  readonly variables: number
  readonly terms: readonly Monomial[]
}

const of = (variables: number, ...terms: readonly (readonly number[])[]): Expression => ({
  variables,
  terms: terms.map((powers) => ({ coefficient: 1, powers })),
})

/** By how they are written. */
export const EXPRESSIONS: Readonly<Record<ExpressionName, Expression>> = {
  'a+b': of(2, [1, 0], [0, 1]),
  'a+b+c': of(3, [1, 0, 0], [0, 1, 0], [0, 0, 1]),
  'a+b+c+d': of(4, [1, 0, 0, 0], [0, 1, 0, 0], [0, 0, 1, 0], [0, 0, 0, 1]),
  'a*b': of(2, [1, 1]),
  'a^2+b^2': of(2, [2, 0], [0, 2]),
  'a^2+a*b+b^2': of(2, [2, 0], [1, 1], [0, 2]),
  'a^3+a*b': of(2, [3, 0], [1, 1]),
}

export const EXPRESSION_NAMES = ['a+b', 'a+b+c', 'a+b+c+d', 'a*b', 'a^2+b^2', 'a^2+a*b+b^2', 'a^3+a*b'] as const
export type ExpressionName = (typeof EXPRESSION_NAMES)[number]

/** The value of a monomial, each factor reduced at once so that no product leaves the whole numbers. */
export function valueOf({ coefficient, powers }: Monomial, residues: readonly number[], modulus: number): number {
  let value = coefficient % modulus
  powers.forEach((power, variable) => {
    for (let i = 0; i < power; i++) value = (value * (residues[variable] as number)) % modulus
  })
  return value
}

/** Whether a monomial is a variable as it is, which needs nothing to be computed. */
export function isVariable({ coefficient, powers }: Monomial): boolean {
  return coefficient === 1 && powers.reduce((sum, power) => sum + power, 0) === 1
}

/** log_g of every residue but 0 to the least generator g of a prime modulus: residue g^k has place k. */
export function logarithms(modulus: number): Int32Array {
  for (let generator = 1; generator < modulus; generator++) {
    const found = new Int32Array(modulus).fill(-1)
    let power = 1
    for (let exponent = 0; exponent < modulus - 1 && found[power] === -1; exponent++) {
      found[power] = exponent
      power = (power * generator) % modulus
    }
    if (found.every((exponent, residue) => residue === 0 || exponent >= 0)) return found
  }
  throw new RangeError(`Expected a prime modulus, which has a generator, got ${modulus}`)
}
