import { describe, expect, it } from 'vitest'
import type { Matrix } from '#probes/maths/algebra/linear-algebra.ts'
import { teacherStudentOverlaps } from '#probes/teacher-student-overlaps.ts'
import { expectClose, FLOAT32, FLOAT64 } from './close.ts'
import { ensembles } from './ensemble-reference.ts'
import { fine, matrix, openLab, type Rows } from './lab.ts'

const lab = await openLab()

function overlaps(student: Rows, teacher: Rows, as: typeof fine = fine): Record<string, number[][]> {
  const found = lab.measure(teacherStudentOverlaps, { teacher: { student: as(student), teacher: as(teacher) } })
  const rowsOf = ({ rows, cols, data }: Matrix) =>
    Array.from({ length: rows }, (_, i) => [...data.slice(i * cols, (i + 1) * cols)])
  return Object.fromEntries(Object.entries(found as Record<string, Matrix>).map(([name, one]) => [name, rowsOf(one)]))
}

describe('the overlaps', () => {
  it.each(ensembles.committees)('are those of NumPy', ({ student, teacher, expected }) => {
    const { Q, R, T } = expected
    expectClose(overlaps(student, teacher), { Q, R, T }, FLOAT64)
    expectClose(overlaps(student, teacher, matrix), { Q, R, T }, FLOAT32 * 10)
  })

  it('by hand', () =>
    expect(
      overlaps(
        [
          [2, 0],
          [1, 1],
        ],
        [[0, 4]],
      ),
    ).toEqual({
      Q: [
        [2, 1],
        [1, 1],
      ],
      R: [[0], [2]],
      T: [[8]],
    }))

  it('are absent where student and teacher read different inputs', () =>
    expect(
      lab.measure(teacherStudentOverlaps, { teacher: { student: fine([[1, 2]]), teacher: fine([[1, 2, 3]]) } }),
    ).toEqual({
      absent: 'The student has 2 inputs and the teacher 3',
    }))
})
