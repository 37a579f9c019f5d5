import { absent, every, isAbsent } from '#src/vocabulary/index.ts'
import { defineProbe, scalar } from './define.ts'
import { ordinarySize } from './maths/algebra/ordinary-size.ts'
import { overlapsOf } from './maths/physics/overlaps.ts'

/** Whether every teacher unit has been found by some student unit. Near 1 where a student of any width has learned its teacher. */
export const teacherCoverage = defineProbe({
  id: 'teacher-coverage',
  name: 'Coverage of the teacher',
  symbol: 'ρ_min',
  formula: String.raw`\min_m \max_k \frac{\lvert R_{km} \rvert}{\sqrt{Q_{kk}\, T_{mm}}}`,
  unit: '1',
  about:
    'The cosine, without sign, of the teacher unit that is found worst with the student unit nearest to it. Near 1 once ' +
    'the student has all of the teacher; a student that memorizes answers that are not the teacher’s stays near chance',
  caveat:
    'Several student units may cover the same teacher unit, and units of a wider student that cover none are not seen: for ' +
    'one unit each see specialization. The cosine of random units is of the order of 1/√N and not 0',
  estimator: 'Exact overlaps in float64',
  edges:
    'Student units of zero weights cover nothing. Absent for a teacher unit of zero weights, NaN, and different numbers of ' +
    'inputs',
  reference: 'Saad & Solla 1995, Phys. Rev. E 52, 4225',
  needs: ['teacher'],
  cost: 'free',
  cadence: every(10),
  group: 'ensembles',
  output: scalar({ range: [0, 1] }),
  options: [],
  measure: ({ teacher }, { linalg }) => {
    // Cosines do not depend on the lengths of either side.
    const [student, other] = [ordinarySize(teacher.student).matrix, ordinarySize(teacher.teacher).matrix]
    const overlaps = overlapsOf({ student, teacher: other }, linalg)
    if (isAbsent(overlaps)) return overlaps
    const { q, r, t } = overlaps
    const own = (m: number) => t.data[m * t.cols + m] ?? NaN
    const cosine = (k: number, m: number) => {
      const length = q.data[k * q.cols + k] ?? NaN
      return length === 0 ? 0 : Math.abs(r.data[k * r.cols + m] ?? NaN) / Math.sqrt(length * own(m))
    }
    let least = Infinity
    for (let m = 0; m < r.cols; m++) {
      if (own(m) === 0) return absent('A unit of the teacher has zero weights')
      let found = 0
      for (let k = 0; k < r.rows; k++) found = Math.max(found, cosine(k, m))
      least = Math.min(least, found)
    }
    return Number.isFinite(least) ? least : absent('The weights of student or teacher hold NaN or an infinity')
  },
})
