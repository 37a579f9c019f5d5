import { absent, every } from '#src/vocabulary/index.ts'
import { defineProbe, scalars } from './define.ts'
import { spannedColumns } from './maths/algebra/column-space.ts'
import { centeredColumns } from './maths/algebra/gram.ts'
import type { LinearAlgebra, Matrix } from './maths/algebra/linear-algebra.ts'
import { sumOfSquares } from './maths/algebra/norms.ts'
import { eachOrdinaryPair } from './maths/geometry/representations.ts'

const FORMS = ['squared', 'distance', 'angular'] as const
type Form = (typeof FORMS)[number]

/** How far each hidden layer is from a reference, once turned onto it. A distance in earnest, which similarities are not. */
export const procrustes = defineProbe({
  id: 'procrustes',
  name: 'Procrustes distance',
  symbol: 'd_P²',
  formula: String.raw`\min_{Q^{\mathsf{T}} Q = 1} \lVert X Q - Y \rVert_F^2 = 2 - 2 \lVert X^{\mathsf{T}} Y \rVert_*, \qquad \lVert X \rVert_F = \lVert Y \rVert_F = 1`,
  unit: '1',
  about:
    'Distance of hidden activations on a fixed batch from those of a reference, which is the network at step 0 ' +
    'unless --with names another, after the best rotation: 0 if equal up to rotation, scale and shift, 2 for ' +
    'activations without any overlap. The angle and the distance obey the triangle inequality, so that lengths of ' +
    'paths can be added up',
  caveat:
    'Unrelated representations are far from 2 where neurons are not much fewer than examples, since rotations fit ' +
    'noise: compare it with the null of shuffled examples. Dominated by the directions of largest variance',
  estimator:
    'Exact, in float64: the nuclear norm from singular values. The narrower layer is padded with zeros, which changes ' +
    'nothing. Errors of 1e-15 in the square are 3e-8 in the distance and the angle near 0',
  edges: 'Absent where activations do not vary over the batch, and for layers that contain NaN or an infinity',
  reference: 'Ding et al. 2021, arXiv:2108.01661; Williams et al. 2021, arXiv:2110.14739',
  needs: ['hidden', 'referenceHidden'],
  cost: 'pass',
  cadence: every(100),
  group: 'similarity',
  output: scalars({ range: [0, 2] }),
  nulls: ['shuffled-examples'],
  options: [
    {
      key: 'form',
      about: 'The squared distance of Ding et al., its root, or the angle arccos ‖XᵀY‖ in radians of Williams et al.',
      type: 'choice',
      default: 'squared',
      choices: FORMS,
    },
  ],
  measure: ({ hidden, referenceHidden }, { linalg, options }) =>
    eachOrdinaryPair<number>(hidden, referenceHidden, (x, y, name) => {
      const overlap = overlapOf(x, y, linalg)
      if (overlap === null) return absent(`The activations of '${name}' do not vary over the probe batch`)
      const squared = 2 - 2 * overlap
      if (options.form === ('angular' satisfies Form)) return Math.acos(overlap)
      return options.form === ('distance' satisfies Form) ? Math.sqrt(squared) : squared
    }),
})

/** ‖XᵀY‖_* of both centered and at norm 1, at most 1; null where either does not vary. */
function overlapOf(x: Matrix, y: Matrix, linalg: LinearAlgebra): number | null {
  // The distance reads products of examples alone. Of a wide layer that spares most of a p × p decomposition.
  const [a, b] = [centeredColumns(x), spannedColumns(y, linalg)]
  const norms = Math.sqrt(sumOfSquares(a.data)) * Math.sqrt(sumOfSquares(b.data))
  if (norms === 0) return null
  const nuclear = linalg.singularValues(linalg.product(a, b, { a: true })).reduce((sum, value) => sum + value, 0)
  return Math.min(nuclear / norms, 1)
}
