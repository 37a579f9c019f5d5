import { describe, expect, it } from 'vitest'
import { equivarianceError } from '#probes/equivariance-error.ts'
import type { Table } from '#probes/inputs.ts'
import { expectClose } from './close.ts'
import { fine, openLab, type Rows } from './lab.ts'
import { gaussian } from './random.ts'
import { expected, given, PRECISIONS, scaledBy, type Make } from './representation.ts'

const lab = await openLab()
type Operation = Table['operation']
const answer = {
  add: (a: number, b: number) => a + b,
  subtract: (a: number, b: number) => a - b,
  multiply: (a: number, b: number) => a * b,
}

function errors(operation: Operation, modulus: number, logits: Rows, make: Make = fine) {
  const table = {
    modulus,
    operation,
    logits: make(logits),
    answers: new Int32Array(modulus ** 2),
    train: { rows: new Int32Array(), labels: new Int32Array() },
  }
  return lab.numbers(equivarianceError, { table: table as unknown as Table })
}

/** Logits that fall off with the distance from the right answer, alike for every question. */
function solution(operation: Operation, p: number): number[][] {
  const profile = gaussian(1, p, 8)[0] ?? []
  return Array.from({ length: p * p }, (_, row) => {
    const right = (answer[operation](Math.floor(row / p), row % p) + p) % p
    return profile.map((_, c) => profile[(c - right + p) % p] ?? 0)
  })
}

describe('equivariance error', () => {
  describe.each(['add', 'subtract', 'multiply'] as const)('of tables that %s', (operation) =>
    it.each(PRECISIONS)('meets NumPy in %s', (_, make, tolerance) => {
      const { modulus = 0, logits = [] } = given.tables[operation] ?? {}
      expectClose(errors(operation, modulus, logits, make), expected('equivariance-error', operation), tolerance)
    }),
  )

  it.each(['add', 'subtract'] as const)('is 0 of a solution that %ss, by either operand', (operation) =>
    expect(errors(operation, 7, solution(operation, 7))).toEqual({ first: 0, second: 0 }),
  )

  it('is 0 of a product whose logits turn with the units, and not of one that shifts', () => {
    const p = 7
    const right = Array.from({ length: p * p }, (_, row) =>
      Array.from({ length: p }, (_, c) => +(c === (Math.floor(row / p) * (row % p)) % p)),
    )
    expect(errors('multiply', p, right)).toEqual({ first: 0, second: 0 })
    expect(errors('add', p, right).first).toBeGreaterThan(0.5)
  })

  it('by hand: an answer that heeds the first operand alone is √2 off in the second', () => {
    const p = 5
    const deaf = Array.from({ length: p * p }, (_, row) =>
      Array.from({ length: p }, (_, c) => +(c === Math.floor(row / p))),
    )
    expectClose(errors('add', p, deaf), { first: 0, second: Math.SQRT2 }, 1e-12)
  })

  it('is about √2 for unrelated logits, and sees no scale', () => {
    const logits = gaussian(23 ** 2, 23, 1)
    const { first = NaN } = errors('add', 23, logits)
    expectClose(first, Math.SQRT2, 0.03)
    expectClose(errors('add', 23, scaledBy(logits, 1e-3)).first, first, 1e-9)
  })

  it('leaves questions without logits out, and is absent where there is nothing', () => {
    const p = 3
    const right = solution('add', p).map((row, i) => (i === 4 ? [0, 0, 0] : row))
    // Of the eight others, each is moved onto the silent one by one move of two or by none.
    expectClose(errors('add', p, right), { first: 2 / 16, second: 2 / 16 }, 1e-12)
    const zero = right.map(() => [0, 0, 0])
    expect(errors('add', p, zero).first).toEqual({ absent: 'No pair has both logits and a shift' })
    expect(errors('multiply', 2, gaussian(4, 2, 1)).second).toEqual({ absent: 'No pair has both logits and a shift' })
  })

  it('lets a divergence show as NaN', () =>
    expect(
      errors('add', 2, [
        [NaN, 1],
        [1, 1],
        [1, 1],
        [1, 1],
      ]).first,
    ).toBeNaN())
})
