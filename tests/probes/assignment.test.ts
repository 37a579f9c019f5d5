import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { greatestAssignment, leastAssignment } from '#probes/maths/geometry/assignment.ts'
import type { Matrix } from '#probes/maths/algebra/linear-algebra.ts'
import { openStream } from '#src/vocabulary/random.ts'

/** Small whole numbers, so that ties are common and sums are exact. */
const costs = fc
  .tuple(fc.integer({ min: 1, max: 6 }), fc.integer({ min: 1, max: 6 }))
  .chain(([rows, cols]) =>
    fc
      .array(fc.integer({ min: -9, max: 9 }), { minLength: rows * cols, maxLength: rows * cols })
      .map((numbers): Matrix => ({ rows, cols, data: Float64Array.from(numbers) })),
  )

describe('an assignment', () => {
  it('is the cheapest of all there are', () => {
    fc.assert(
      fc.property(costs, (matrix) => {
        const pairs = checked(matrix, leastAssignment(matrix))
        expect(sumOf(matrix, pairs)).toBe(Math.min(...everySum(matrix)))
      }),
    )
  })

  it('of greatest sum is the dearest of all there are', () => {
    fc.assert(
      fc.property(costs, (matrix) => {
        const pairs = checked(matrix, greatestAssignment(matrix))
        expect(sumOf(matrix, pairs)).toBe(Math.max(...everySum(matrix)))
      }),
    )
  })

  it.each([
    [80, 80],
    [60, 95],
    [95, 60],
  ])('of %i × %i leaves no exchange in a ring that would be cheaper', (rows, cols) => {
    const random = openStream(4, 'costs')
    const matrix = { rows, cols, data: Float64Array.from({ length: rows * cols }, () => random.uniform()) }
    expect(cheapestRing(matrix, checked(matrix, leastAssignment(matrix)))).toBeGreaterThan(-1e-12)
  })

  it('is not affected by what a row or a column costs whoever takes it', () => {
    const random = openStream(5, 'costs')
    const n = 40
    const data = Float64Array.from({ length: n * n }, () => random.uniform())
    const dearer = data.map((cost, at) => cost + 3 * Math.floor(at / n) - 2 * (at % n))
    expect(leastAssignment({ rows: n, cols: n, data: dearer })).toEqual(leastAssignment({ rows: n, cols: n, data }))
  })

  it('says that costs have to be finite', () => {
    for (const cost of [NaN, Infinity, -Infinity]) {
      expect(() => leastAssignment({ rows: 1, cols: 1, data: new Float64Array([cost]) })).toThrow(/finite/)
    }
  })
})

/** The pairs, after making sure that nobody is paired twice and that as many are as can be. */
function checked({ rows, cols }: Matrix, columns: Int32Array): Int32Array {
  const taken = [...columns].filter((col) => col >= 0)
  expect(columns).toHaveLength(rows)
  expect(new Set(taken).size).toBe(Math.min(rows, cols))
  expect(taken).toHaveLength(Math.min(rows, cols))
  expect(taken.every((col) => col < cols)).toBe(true)
  return columns
}

function sumOf({ cols, data }: Matrix, columns: Int32Array): number {
  return columns.reduce((sum, col, row) => sum + (col < 0 ? 0 : data[row * cols + col]!), 0)
}

/** The sums of all assignments, by trying each. */
function everySum({ rows, cols, data }: Matrix): number[] {
  const from = (row: number, taken: readonly number[]): number[] => {
    if (row === rows) return taken.length === Math.min(rows, cols) ? [0] : []
    const left = rows > cols ? from(row + 1, taken) : []
    const paired = Array.from({ length: cols }, (_, col) => col)
      .filter((col) => !taken.includes(col))
      .flatMap((col) => from(row + 1, [...taken, col]).map((rest) => rest + data[row * cols + col]!))
    return [...left, ...paired]
  }
  return from(0, [])
}

/**
 * The least that any ring of rows could save by each taking the column of the next, a free row or column being one
 * more in the ring: at least 0 exactly where an assignment is the cheapest (all shortest ways, by Floyd and Warshall).
 */
function cheapestRing({ rows, cols, data }: Matrix, columns: Int32Array): number {
  const n = Math.max(rows, cols)
  const cost = (row: number, col: number) => (row < rows && col < cols ? data[row * cols + col]! : 0)
  const free = Array.from({ length: n }, (_, col) => col).filter((col) => !columns.includes(col))
  const columnOf = Array.from({ length: n }, (_, row) => ((columns[row] ?? -1) >= 0 ? columns[row]! : free.shift()!))
  const way = columnOf.map((own, a) => columnOf.map((other) => cost(a, other) - cost(a, own)))
  for (let k = 0; k < n; k++)
    for (let i = 0; i < n; i++)
      for (let j = 0; j < n; j++) way[i]![j] = Math.min(way[i]![j]!, way[i]![k]! + way[k]![j]!)
  return Math.min(...way.map((row, i) => row[i]!))
}
