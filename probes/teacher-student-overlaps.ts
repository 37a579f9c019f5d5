import { every, isAbsent } from '#src/vocabulary/index.ts'
import { defineProbe, matrices } from './define.ts'
import { overlapsOf } from './maths/physics/overlaps.ts'

/** What a student committee has in common with its teacher. Its units look alike on the plateau, then each takes to one teacher unit. */
export const teacherStudentOverlaps = defineProbe({
  id: 'teacher-student-overlaps',
  name: 'Teacher–student overlaps',
  symbol: 'Q, R, T',
  formula: String.raw`Q = \tfrac{1}{N} W W^{\mathsf{T}}, \qquad R = \tfrac{1}{N} W B^{\mathsf{T}}, \qquad T = \tfrac{1}{N} B B^{\mathsf{T}}`,
  unit: '1',
  about:
    'The order parameters of online learning: overlaps of the student’s weight vectors W among each other (Q), ' +
    'with the teacher’s B (R), and of the teacher’s (T). For normal inputs they fix the generalization error. ' +
    'Equal columns of R are the symmetric plateau, one large entry per row is specialization',
  caveat:
    'The order of the student’s units is arbitrary, and so is that of the rows of R. Divided by the number of ' +
    'inputs N: weights that are already normalized give overlaps of order 1/N',
  estimator: 'Exact products in float64',
  edges: 'Absent where student and teacher do not have the same number of inputs; NaN gives NaN',
  reference: 'Saad & Solla 1995, Phys. Rev. E 52, 4225',
  needs: ['teacher'],
  cost: 'free',
  cadence: every(10),
  group: 'ensembles',
  output: matrices(),
  options: [],
  measure: ({ teacher }, { linalg }) => {
    const overlaps = overlapsOf(teacher, linalg)
    if (isAbsent(overlaps)) return overlaps
    return { Q: overlaps.q, R: overlaps.r, T: overlaps.t }
  },
})
