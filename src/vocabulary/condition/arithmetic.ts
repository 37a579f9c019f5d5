import type { ActionDict, Node } from 'ohm-js'
import { FUNCTIONS, type Arithmetic, type Comparison, type FunctionName, type Operator } from './condition.ts'
import { finiteNumber, misread } from './quantity.ts'

/** What the rules of `Arithmetic` in `grammar.ts` mean, whichever language extends it: read as `expression`. */
export const arithmetic = {
  Sum: chain,
  Product: chain,
  Signed: negated,
  Power: (first: Node, _power: Node, rest: Node) => powers([first, ...rest.children]),
  Exponent: negated,
  Atom_number: (number: Node): Of => ({ kind: 'number', value: finiteNumber(number) }),
  Atom_bracketed: (_open: Node, of: Node, _close: Node): Of => of.expression(),
} satisfies ActionDict<unknown>

/** Made of what the language at hand reads, which is not looked into here. */
type Of = Arithmetic<never>

/** A function of numbers, or an error that lists those that there are. */
export function call(name: Node, values: readonly Node[]): Of {
  const known = Object.keys(FUNCTIONS)
  if (!known.includes(name.sourceString)) throw misread(name, known.map(inQuotes))
  const { most } = FUNCTIONS[name.sourceString as FunctionName]
  if (values.length > most) throw misread(values[most]!, [`')' after the one value of ${name.sourceString}`])
  return { kind: 'call', name: name.sourceString as FunctionName, of: values.map((value) => value.expression() as Of) }
}

export function inQuotes(word: string): string {
  return `'${word}'`
}

/** Clauses joined by one word; a single one stays what it is. */
export function joined<Clause>(
  kind: 'and' | 'or',
  first: Node,
  rest: Node,
): Clause | { readonly kind: 'and' | 'or'; readonly of: readonly Clause[] } {
  const of = [first, ...rest.children].map((part) => part.clause() as Clause)
  return of.length === 1 ? of[0]! : { kind, of }
}

export function comparison(sign: string): Comparison {
  const other: Record<string, Comparison> = { '≤': '<=', '≥': '>=', '==': '=', '≠': '!=' }
  return other[sign] ?? (sign as Comparison)
}

function chain(first: Node, operators: Node, rest: Node): Of {
  return rest.children.reduce<Of>((left, right, i) => {
    const operator = operators.child(i).sourceString as Operator
    return { kind: 'arithmetic', operator, left, right: right.expression() as Of }
  }, first.expression() as Of)
}

function negated(minuses: Node, of: Node): Of {
  return signed(minuses, of.expression() as Of)
}

function signed(minuses: Node, of: Of): Of {
  return minuses.children.reduce<Of>((inner) => ({ kind: 'negate', of: inner }), of)
}

/** From the right: `a ^ -b ^ c` is `a ^ (-(b ^ c))`. */
function powers([base, ...exponents]: readonly Node[]): Of {
  const right = exponents.reduceRight<Of | null>((above, exponent) => {
    const of = exponent.child(1).expression() as Of
    return signed(exponent.child(0), above === null ? of : power(of, above))
  }, null)
  return right === null ? (base!.expression() as Of) : power(base!.expression() as Of, right)
}

function power(left: Of, right: Of): Of {
  return { kind: 'arithmetic', operator: '^', left, right }
}
