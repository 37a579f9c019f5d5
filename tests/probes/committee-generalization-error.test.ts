import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { committeeGeneralizationError } from '#probes/committee-generalization-error.ts'
import { expectClose, FLOAT32, FLOAT64 } from './close.ts'
import { ensembles } from './ensemble-reference.ts'
import { fine, matrix, openLab, type Rows } from './lab.ts'
import { gaussian, orthogonal, times } from './random.ts'

const lab = await openLab()
const error = (student: Rows, teacher: Rows, as: typeof fine = fine) =>
  lab.measure(committeeGeneralizationError, { teacher: { student: as(student), teacher: as(teacher) } }) as number

describe('the generalization error', () => {
  it.each(ensembles.committees)(
    'is that of orthant probabilities, and of Monte Carlo',
    ({ student, teacher, expected }) => {
      expectClose(error(student, teacher), expected.error, FLOAT64)
      expectClose(error(student, teacher, matrix), expected.error, FLOAT32)
      const { mean, standardError } = expected.monteCarlo
      expect(Math.abs(error(student, teacher) - mean)).toBeLessThan(3.5 * standardError)
    },
  )

  it('of one unit against an orthogonal one of length √N is 1/3: (2/π) asin ½', () => {
    expectClose(error([[Math.SQRT2, 0]], [[0, Math.SQRT2]]), 1 / 3, 1e-12)
    expectClose(error([[Math.SQRT2, 0]], [[-Math.SQRT2, 0]]), 2 / 3, 1e-12)
  })

  it('of a student that answers 0 is half the teacher’s mean square', () =>
    expectClose(error([[0, 0]], [[0, Math.SQRT2]]), 1 / 6, 1e-12))

  it('is 0 for the teacher itself in any order, positive for others, and sees no rotation', () => {
    const seeds = fc.integer({ min: 0, max: 1e6 })
    const property = fc.property(seeds, (seed) => {
      const [w, b] = [gaussian(3, 5, seed), gaussian(2, 5, seed + 1)]
      const turn = orthogonal(5, seed + 2)
      expect(Math.abs(error([...b].reverse(), b))).toBeLessThan(1e-14)
      expect(error(w, b)).toBeGreaterThan(0)
      expectClose(error(times(w, turn), times(b, turn)), error(w, b), 1e-10)
      expectClose(error(b, w), error(w, b), 1e-10)
    })
    fc.assert(property, { seed: 6, numRuns: 50 })
  })

  it('shows NaN, and is absent for unlike inputs', () => {
    expect(error([[NaN, 1]], [[1, 1]])).toBeNaN()
    expect(error([[1]], [[1, 1]])).toEqual({ absent: 'The student has 1 inputs and the teacher 2' })
  })
})
