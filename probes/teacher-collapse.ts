import { absent, every, isAbsent } from '#src/vocabulary/index.ts'
import { defineProbe, scalar } from './define.ts'
import { bestMatching } from './maths/geometry/matching.ts'
import { inOneUnit, overlapsOf } from './maths/physics/overlaps.ts'

/** Whether the student has become its teacher, up to the order and sign of its units. 1 where it has, about 0 where not. */
export const teacherCollapse = defineProbe({
  id: 'teacher-collapse',
  name: 'Collapse to the teacher',
  symbol: 'κ_T',
  formula: String.raw`1 - \min_{S} \frac{\lVert S W - B \rVert_F^2}{\lVert B \rVert_F^2}, \qquad S \text{ a signed permutation}`,
  unit: '1',
  about:
    'Share of the teacher’s weights that the student has recovered: 1 for the teacher itself with its units in any ' +
    'order and of either sign. Distinguishes a student that generalizes by becoming equal to its teacher from one ' +
    'that memorizes',
  caveat:
    'Networks of different weights may be the same function, as with a rescaled or split unit: 0 here does not ' +
    'mean a wrong output. The sign of a unit is ignored whatever the output weights. Negative where the student’s ' +
    'units are longer than the part of the teacher that they explain',
  estimator:
    'Exact overlaps in float64, and the best matching by the Hungarian method (Jonker & Volgenant), so that the ' +
    'order of the units does not matter',
  edges:
    'Units of a wider student that are not matched are left out, and teacher units that a narrower one cannot ' +
    'match count in full. Absent for a teacher of zeros, NaN, or different numbers of inputs',
  reference: 'Saad & Solla 1995, Phys. Rev. E 52, 4225; Ainsworth, Hayase & Srinivasa 2022, arXiv:2209.04836',
  needs: ['teacher'],
  cost: 'free',
  cadence: every(10),
  group: 'ensembles',
  output: scalar(),
  options: [],
  measure: ({ teacher }, { linalg }) => {
    const overlaps = overlapsOf(inOneUnit(teacher).teacher, linalg)
    if (isAbsent(overlaps)) return overlaps
    const { q, r, t } = overlaps
    let all = 0
    for (let m = 0; m < t.rows; m++) all += t.data[m * t.cols + m] ?? 0
    if (all === 0) return absent('The weights of the teacher are all zero')
    // ‖±w − b‖² = ‖b‖² − (2 |w·b| − ‖w‖²) with the better sign: what matching w to b explains of it.
    const explained = r.data.map((overlap, at) => {
      const k = Math.floor(at / r.cols)
      return 2 * Math.abs(overlap) - (q.data[k * q.cols + k] ?? 0)
    })
    const matching = bestMatching({ ...r, data: explained })
    if (matching === null) return absent('The weights of student or teacher hold NaN or an infinity')
    return matching.reduce((sum, { row, col }) => sum + (explained[row * r.cols + col] ?? 0), 0) / all
  },
})
