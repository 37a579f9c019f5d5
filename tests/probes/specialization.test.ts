import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { bestMatching } from '#probes/maths/geometry/matching.ts'
import { specialization } from '#probes/specialization.ts'
import { expectClose, FLOAT32, FLOAT64 } from './close.ts'
import { ensembles } from './ensemble-reference.ts'
import { fine, matrix, openLab, type Rows } from './lab.ts'

const lab = await openLab()
const cosines = (student: Rows, teacher: Rows, as: typeof fine = fine) =>
  lab.measure(specialization, { teacher: { student: as(student), teacher: as(teacher) } }) as Float64Array

describe('specialization', () => {
  it.each(ensembles.committees)('is that of SciPy’s matching', ({ student, teacher, expected }) => {
    expectClose([...cosines(student, teacher)], expected.specialization, FLOAT64)
    expectClose([...cosines(student, teacher, matrix)], expected.specialization, FLOAT32)
  })

  it('of the teacher itself is 1 a unit, in any order, of any sign and length', () => {
    const teacher = [
      [1, 2, 0],
      [0, 1, -1],
      [3, 0, 1],
    ]
    const student = [
      [-6, 0, -2],
      [0.1, 0.2, 0],
      [0, 5, -5],
    ]
    expectClose([...cosines(student, teacher)], [1, 1, 1], 1e-12)
  })

  it('gives each unit its own: two students of one teacher unit share the other', () => {
    expectClose(
      [
        ...cosines(
          [
            [1, 0],
            [1, 0.1],
          ],
          [
            [1, 0],
            [0, 1],
          ],
        ),
      ],
      [1, 0.1 / Math.hypot(1, 0.1)],
      1e-12,
    )
  })

  it('is absent for a unit without weights, and for unlike inputs', () => {
    expect(
      cosines(
        [
          [0, 0],
          [1, 1],
        ],
        [[1, 0]],
      ),
    ).toEqual({
      absent: 'A unit of student or teacher has zero weights, or holds NaN or an infinity',
    })
    expect(cosines([[1, 0]], [[1]])).toEqual({ absent: 'The student has 2 inputs and the teacher 1' })
  })
})

describe('the best matching', () => {
  it('is that of all permutations, whatever the shape', () => {
    const sides = fc.integer({ min: 1, max: 4 })
    const tables = fc.tuple(sides, sides).chain(([rows, cols]) =>
      fc.array(fc.array(fc.integer({ min: -20, max: 20 }), { minLength: cols, maxLength: cols }), {
        minLength: rows,
        maxLength: rows,
      }),
    )
    const property = fc.property(tables, (table) => {
      const matching = bestMatching(fine(table)) ?? []
      const cols = table[0]?.length ?? 0
      expect(matching).toHaveLength(Math.min(table.length, cols))
      expect(new Set(matching.map(({ row }) => row)).size).toBe(matching.length)
      expect(new Set(matching.map(({ col }) => col)).size).toBe(matching.length)
      expect(matching.reduce((sum, { row, col }) => sum + (table[row]?.[col] ?? NaN), 0)).toBe(best(table))
    })
    fc.assert(property, { seed: 2, numRuns: 300 })
  })

  it('refuses NaN', () => expect(bestMatching(fine([[1, NaN]]))).toBeNull())
})

/** By trying everything: the first row takes each column in turn, or none where there are more rows than columns. */
function best(table: readonly (readonly number[])[], taken: readonly number[] = []): number {
  const [row, ...rest] = table
  if (row === undefined) return 0
  const free = row.flatMap((value, col) => (taken.includes(col) ? [] : [{ value, col }]))
  const taking = free.map(({ value, col }) => value + best(rest, [...taken, col]))
  const passing = table.length > free.length ? [best(rest, taken)] : []
  return Math.max(...taking, ...passing)
}
