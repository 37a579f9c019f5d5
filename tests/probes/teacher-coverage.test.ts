import { describe, expect, it } from 'vitest'
import { teacherCoverage } from '#probes/teacher-coverage.ts'
import { matrix, openLab } from './lab.ts'

const lab = await openLab()
const covered = (student: number[][], teacher: number[][]) =>
  lab.measure(teacherCoverage, { teacher: { student: matrix(student), teacher: matrix(teacher) } })
const teacher = [
  [3, 0, 0],
  [0, 0, 5],
]

describe('teacher-coverage', () => {
  it('is 1 for the teacher itself, in any order, of either sign and of any lengths, whatever other units there are', () => {
    expect(covered(teacher, teacher)).toBe(1)
    expect(covered([[0, 0, -7], [0, 2, 0], [1, 0, 0]], teacher)).toBe(1) // prettier-ignore
  })

  it('is the cosine of the teacher unit that is found worst', () => {
    expect(covered([[3, 0, 0], [0, 3, 4]], teacher)).toBeCloseTo(0.8, 14) // prettier-ignore
    expect(covered([[3, 0, 0], [3, 0, 0]], teacher)).toBe(0) // prettier-ignore
    // One unit between both.
    expect(covered([[1, 0, 1]], teacher)).toBeCloseTo(Math.SQRT1_2, 14)
  })

  it('takes a student unit without weights for one that covers nothing', () => {
    expect(covered([[0, 0, 0], [0, 3, 4]], teacher)).toBe(0) // prettier-ignore
    expect(covered([[0, 0, 0], [1, 0, 0], [0, 3, 4]], teacher)).toBeCloseTo(0.8, 14) // prettier-ignore
  })

  it('is absent where the teacher has no direction, or a number is none', () => {
    expect(covered(teacher, [[0, 0, 0]])).toHaveProperty('absent')
    expect(covered([[NaN, 0, 0]], teacher)).toHaveProperty('absent')
    expect(covered([[1, 0]], teacher)).toHaveProperty('absent')
  })
})
