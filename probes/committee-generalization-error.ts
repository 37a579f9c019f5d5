import { every, isAbsent } from '#src/vocabulary/index.ts'
import { defineProbe, scalar } from './define.ts'
import type { Matrix } from './maths/algebra/linear-algebra.ts'
import { timesPowerOfTwo } from './maths/algebra/wide.ts'
import { inOneUnit, overlapsOf } from './maths/physics/overlaps.ts'

/** How far a student committee is from its teacher on inputs that nobody drew. Flat on the plateau, then it drops. */
export const committeeGeneralizationError = defineProbe({
  id: 'committee-generalization-error',
  formerly: 'committee-generalisation-error',
  name: 'Generalization error of a committee',
  symbol: 'ε_g',
  formula: String.raw`\varepsilon_g = \frac{1}{\pi} \Bigl[ \sum_{i,k} \arcsin \tfrac{Q_{ik}}{\sqrt{(1 + Q_{ii})(1 + Q_{kk})}} + \sum_{n,m} \arcsin \tfrac{T_{nm}}{\sqrt{(1 + T_{nn})(1 + T_{mm})}} - 2 \sum_{i,n} \arcsin \tfrac{R_{in}}{\sqrt{(1 + Q_{ii})(1 + T_{nn})}} \Bigr]`,
  unit: '1',
  about:
    'Half the mean squared difference between the sums of the hidden units of student and teacher, averaged over ' +
    'all normal inputs: no test set is needed. It shows the plateau of online learning and its end',
  caveat:
    'For soft committees only: activation erf(x/√2), all output weights 1, fields w·x/√N, inputs independent ' +
    'standard normal. For any other network the number does not have this meaning',
  estimator:
    'Closed form in the overlaps, in float64; near 0 the three sums cancel up to about 1e−16 of each, of either ' +
    'sign',
  edges:
    'Units of zero weights give 0 and are treated correctly. Absent where student and teacher do not have the same ' +
    'number of inputs; NaN gives NaN',
  reference: 'Saad & Solla 1995, Phys. Rev. E 52, 4225',
  needs: ['teacher'],
  cost: 'free',
  cadence: every(10),
  group: 'ensembles',
  output: scalar({ scale: 'log' }),
  options: [],
  measure: ({ teacher }, { linalg }) => {
    // Small overlaps need no unit: beside the 1 they are 0.
    const { teacher: scaled, exponent } = inOneUnit(teacher)
    const isLarge = exponent > 0
    const overlaps = overlapsOf(isLarge ? scaled : teacher, linalg)
    if (isAbsent(overlaps)) return overlaps
    const { q, r, t } = overlaps
    const one = isLarge ? timesPowerOfTwo(1, -2 * exponent) : 1
    const [student, other] = [diagonal(q), diagonal(t)]
    const [own, its, both] = [
      arcsines(q, student, student, one),
      arcsines(t, other, other, one),
      arcsines(r, student, other, one),
    ]
    return (own + its - 2 * both) / Math.PI
  },
})

/** Each term is (π/2) E[erf(u/√2) erf(v/√2)] of two fields; `one` is 1 in the unit of the overlaps. */
function arcsines({ cols, data }: Matrix, left: Float64Array, right: Float64Array, one: number): number {
  let sum = 0
  for (let at = 0; at < data.length; at++) {
    const lengths = (one + (left[Math.floor(at / cols)] ?? 0)) * (one + (right[at % cols] ?? 0))
    sum += Math.asin((data[at] ?? 0) / Math.sqrt(lengths))
  }
  return sum
}

function diagonal({ rows, data }: Matrix): Float64Array {
  return Float64Array.from({ length: rows }, (_, i) => data[i * rows + i] ?? 0)
}
