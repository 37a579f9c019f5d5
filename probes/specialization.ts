import { absent, every, isAbsent } from '#src/vocabulary/index.ts'
import { defineProbe, spectrum } from './define.ts'
import { ordinarySize } from './maths/algebra/ordinary-size.ts'
import { bestMatching } from './maths/geometry/matching.ts'
import { overlapsOf } from './maths/physics/overlaps.ts'

/** How well each student unit has found a teacher unit of its own. All alike on the plateau; they part when it ends. */
export const specialization = defineProbe({
  id: 'specialization',
  formerly: 'specialisation',
  name: 'Specialization',
  symbol: '|ρ|',
  formula: String.raw`\rho_{km} = \frac{\lvert R_{km} \rvert}{\sqrt{Q_{kk}\, T_{mm}}}, \qquad \text{matched one to one}`,
  unit: '1',
  about:
    'Cosines, without sign, between student units and the teacher units they are matched with, in descending ' +
    'order. All equal and well below 1 on the symmetric plateau; near 1 once each student unit follows one teacher ' +
    'unit',
  caveat:
    'A random unit has |cosine| of about 0.8/√N, not 0. The matching maximizes the sum, so a unit may be matched ' +
    'with another than its nearest. A student with more units than the teacher leaves some unmatched',
  estimator: 'Exact overlaps in float64; the matching by the Hungarian method (Jonker & Volgenant)',
  edges:
    'A unit of zero weights has no direction: the whole value is then absent, as for NaN and for different numbers ' +
    'of inputs',
  reference: 'Saad & Solla 1995, Phys. Rev. E 52, 4225',
  needs: ['teacher'],
  cost: 'free',
  cadence: every(10),
  group: 'ensembles',
  output: spectrum({ range: [0, 1], axis: 'matched unit' }),
  options: [],
  measure: ({ teacher }, { linalg }) => {
    // Cosines do not depend on the lengths of either side.
    const [student, other] = [ordinarySize(teacher.student).matrix, ordinarySize(teacher.teacher).matrix]
    const overlaps = overlapsOf({ student, teacher: other }, linalg)
    if (isAbsent(overlaps)) return overlaps
    const { q, r, t } = overlaps
    const cosines = r.data.map((overlap, at) => {
      const [k, m] = [Math.floor(at / r.cols), at % r.cols]
      return Math.abs(overlap) / Math.sqrt((q.data[k * q.cols + k] ?? 0) * (t.data[m * t.cols + m] ?? 0))
    })
    const matching = bestMatching({ ...r, data: cosines })
    if (matching === null) return absent('A unit of student or teacher has zero weights, or holds NaN or an infinity')
    return Float64Array.from(matching, ({ row, col }) => cosines[row * r.cols + col] ?? NaN)
      .sort()
      .reverse()
  },
})
