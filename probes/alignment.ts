import { absent, every } from '#src/vocabulary/index.ts'
import { defineProbe, scalars } from './define.ts'
import { squaredDistances } from './maths/geometry/distances.ts'
import { eachOrdinaryRepresentation, ofThose, withDetails } from './maths/geometry/representations.ts'
import { unitRows } from './maths/algebra/unit-rows.ts'

/** How near to each other the directions of examples of one class are. Falls as a layer comes to sort by class. */
export const alignment = defineProbe({
  id: 'alignment',
  name: 'Alignment',
  symbol: 'L_align',
  formula: String.raw`\mathop{\mathbb{E}}_{i \ne j,\; y_i = y_j} \lVert z_i - z_j \rVert^2, \qquad z = \frac{h}{\lVert h \rVert}`,
  unit: '1',
  about:
    'Mean squared distance between the directions of hidden activations of two examples with the same label: 0 ' +
    'where each class has one direction, 2 where they are at right angles',
  caveat:
    'Positive pairs are pairs of one class, not two views of one example as in the source. Also small where all ' +
    'examples collapse: compare with uniformity and with the null of shuffled labels. Every pair counts once, so ' +
    'large classes have more weight',
  estimator: 'Exact, over all pairs of one class, in float64',
  edges:
    'Examples whose activations are all zero have no direction and are left out; the part left-out is their share. ' +
    'Absent where no two others share a label, and for layers that contain NaN or an infinity',
  reference: 'Wang & Isola 2020, arXiv:2005.10242',
  needs: ['hidden', 'labels'],
  cost: 'pass',
  cadence: every(100),
  group: 'representations',
  output: scalars({ range: [0, 4] }),
  nulls: ['shuffled-labels'],
  options: [],
  measure: ({ hidden, labels }) =>
    withDetails<number>(
      eachOrdinaryRepresentation(hidden, (x, name) => {
        const { rows, kept } = unitRows(x)
        const value = meanWithinClasses(
          squaredDistances(rows),
          kept.map((example) => labels[example] ?? -1),
        )
        if (value === null) return absent(`No two examples with any activity in '${name}' share a label`)
        return ofThose(value, kept.length, x.rows)
      }),
    ),
})

function meanWithinClasses(squared: Float64Array, labels: readonly number[]): number | null {
  let sum = 0
  let pairs = 0
  labels.forEach((own, i) => {
    for (let j = 0; j < i; j++) {
      if (labels[j] !== own) continue
      sum += squared[i * labels.length + j] ?? 0
      pairs++
    }
  })
  return pairs === 0 ? null : sum / pairs
}
