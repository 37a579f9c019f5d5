import { absent, every } from '#src/vocabulary/index.ts'
import { defineProbe, points } from './define.ts'
import { inDouble } from './maths/algebra/double.ts'
import { centeredColumns } from './maths/algebra/gram.ts'
import type { Matrix } from './maths/algebra/linear-algebra.ts'
import { sumOfSquares } from './maths/algebra/norms.ts'
import { ordinarySize } from './maths/algebra/ordinary-size.ts'
import { spreadPointsOf, type PointAt, type Spread } from './maths/geometry/drawable.ts'
import { ellipseOf, planeOf, type Plane } from './maths/geometry/plane.ts'
import { classMeans as meansOf, membersOf, ranksOf } from './maths/statistics/classes.ts'

/** The classes in the last hidden layer, each a mean and its spread. Neural collapse draws them as corners of a regular polygon. */
export const classMeans = defineProbe({
  id: 'class-means',
  name: 'Class means and spread',
  symbol: 'μ_c ± Σ_c',
  formula: String.raw`x_c = \frac{1}{u} Q^{\mathsf{T}} (\mu_c - \bar \mu), \quad S_c = \frac{1}{u^2} Q^{\mathsf{T}} \Sigma_c Q, \qquad Q = A (A^{\mathsf{T}} A)^{-1/2}, \quad A = \Bigl[ \sum_c \mu_c \cos \tfrac{2 \pi c}{C},\ \sum_c \mu_c \sin \tfrac{2 \pi c}{C} \Bigr], \qquad u^2 = \frac{2}{C - 1} \cdot \frac{1}{C} \sum_c \lVert \mu_c - \bar \mu \rVert^2`,
  unit: '1',
  about:
    'Each class of the probe batch as the mean of its activations in the last hidden layer, and about it the ellipse of one standard ' +
    'deviation of its examples, in a plane in which a simplex is a regular polygon with its corners at radius 1. In neural collapse ' +
    'the ellipses shrink to points (NC1) and the polygon becomes regular (NC2); neural-collapse gives both as numbers',
  caveat:
    'A plane of C − 1 dimensions: two classes that are close in it may be far apart in another, and a regular polygon is necessary for ' +
    'a simplex and does not suffice. Means of many random features are close to a simplex, too; what changes is the spread. Of one ' +
    'batch: with few examples a class, its spread is underestimated',
  estimator:
    'Exact, in float64; means relative to the mean of the class means, covariances over the examples of each class. Axes are the ' +
    'orthonormal pair nearest to the two sums, so that no sign is arbitrary and the picture does not jump from step to step. Classes ' +
    'are numbered in the order of their labels; those without examples are left out',
  edges:
    'Two classes lie on a line at −1 and 1. Absent for one class, for equal class means, and where an activation is NaN or infinite',
  reference: 'Papyan, Han & Donoho 2020, arXiv:2008.08186; orthonormal axes after Löwdin 1950, J. Chem. Phys. 18, 365',
  needs: ['hidden', 'labels'],
  cost: 'pass',
  cadence: every(50),
  group: 'representations',
  output: points({ axis: 'class', path: 'closed' }),
  options: [],
  theory: [
    {
      label: 'A simplex of equal lengths and angles, without spread',
      formula: String.raw`x_c = (\cos \tfrac{2 \pi c}{C}, \sin \tfrac{2 \pi c}{C}), \quad S_c = 0`,
      value: null,
      reference: 'Papyan, Han & Donoho 2020, arXiv:2008.08186',
    },
  ],
  nulls: ['shuffled-labels'],
  measure: ({ hidden, labels }) => {
    const [name, last] = Object.entries(hidden).at(-1) ?? []
    if (name === undefined || last === undefined) return absent('The network has no hidden layer')
    if (!last.data.every(Number.isFinite)) return absent(`'${name}' holds NaN or an infinity`)
    const { ranks, classes } = ranksOf(labels)
    if (classes < 2) return absent('Needs 2 classes, and there is one')
    const found = drawnOf(ordinarySize(inDouble(last)).matrix, labels, membersOf(ranks, classes))
    return found ?? absent(`The class means of '${name}' are equal`)
  },
})

function drawnOf(h: Matrix, labels: Int32Array, members: number[][]): Matrix | null {
  const means = meansOf(h, members)
  const centered = centeredColumns(means)
  const classes = members.length
  const plane = planeOf(around(centered, Math.cos), around(centered, Math.sin))
  const length = Math.sqrt(sumOfSquares(centered.data) / classes)
  if (plane === null || length === 0) return null
  // A cosine of two classes has twice the square of one of more.
  const unit = classes === 2 ? length : length * Math.sqrt(2 / (classes - 1))
  return spreadPointsOf(
    members.map((examples, rank) => {
      const label = labels[examples[0] ?? 0] ?? 0
      const x = along(centered, rank, plane.p) / unit
      const y = along(centered, rank, plane.q) / unit
      return { label, x, y, ...spreadOf(h, examples, means, rank, plane, unit) } satisfies PointAt & Spread
    }),
  )
}

/** The class means added up, once around the circle. */
function around({ rows, cols, data }: Matrix, wave: (angle: number) => number): Float64Array {
  const sum = new Float64Array(cols)
  for (let c = 0; c < rows; c++) {
    const weight = rows === 2 && wave === Math.sin ? 0 : wave((2 * Math.PI * c) / rows)
    for (let j = 0; j < cols; j++) sum[j]! += weight * (data[c * cols + j] ?? 0)
  }
  return sum
}

function along({ cols, data }: Matrix, row: number, axis: Float64Array): number {
  let sum = 0
  for (let j = 0; j < cols; j++) sum += (data[row * cols + j] ?? 0) * (axis[j] ?? 0)
  return sum
}

function spreadOf(h: Matrix, examples: readonly number[], means: Matrix, rank: number, plane: Plane, unit: number) {
  const [centerX, centerY] = [along(means, rank, plane.p), along(means, rank, plane.q)]
  let [xx, xy, yy] = [0, 0, 0]
  for (const example of examples) {
    const x = (along(h, example, plane.p) - centerX) / unit
    const y = (along(h, example, plane.q) - centerY) / unit
    xx += (x * x) / examples.length
    xy += (x * y) / examples.length
    yy += (y * y) / examples.length
  }
  return ellipseOf(xx, xy, yy)
}
