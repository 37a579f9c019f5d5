import type { Table } from '#probes/inputs.ts'

/**
 * The cyclic group in which a task on pairs of residues is addition: every pair (row a · p + b) has an element s, every
 * answer c its own, and the right answer of a pair is the one whose element is the pair's. −1 marks what lies outside.
 */
export interface PairGroup {
  readonly order: number
  /** [p²] */
  readonly ofPair: Int32Array
  /** [p] */
  readonly ofAnswer: Int32Array
}

/**
 * a + b and a − b live in the integers mod p. Multiplication mod a prime does so through the discrete logarithm, mod
 * p − 1 and without 0, which has none; null for a composite modulus, whose products form no cyclic group of this kind.
 */
export function pairGroup({ operation, modulus: p }: Pick<Table, 'operation' | 'modulus'>): PairGroup | null {
  const place = operation === 'multiply' ? discreteLogarithms(p) : Int32Array.from({ length: p }, (_, n) => n)
  if (place === null) return null
  const order = operation === 'multiply' ? p - 1 : p
  const ofPair = Int32Array.from({ length: p * p }, (_, row) => {
    const [a, b] = [place[Math.floor(row / p)] as number, place[row % p] as number]
    if (a < 0 || b < 0) return -1
    return (operation === 'subtract' ? a - b + order : a + b) % order
  })
  return { order, ofPair, ofAnswer: place }
}

/** log_g n mod p for the smallest generator g, −1 for n = 0; null unless p is a prime. */
export function discreteLogarithms(p: number): Int32Array | null {
  for (let g = 1; g < p; g++) {
    const logarithms = new Int32Array(p).fill(-1)
    let power = 1
    for (let e = 0; e < p - 1 && logarithms[power] === -1; e++) {
      logarithms[power] = e
      power = (power * g) % p
    }
    // A generator meets every residue but 0, which only a prime allows.
    if (logarithms.indexOf(-1, 1) === -1) return logarithms
  }
  return null
}
