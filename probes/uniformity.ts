import { absent, every } from '#src/vocabulary/index.ts'
import { defineProbe, scalars } from './define.ts'
import { squaredDistances, upperTriangle } from './maths/geometry/distances.ts'
import { eachOrdinaryRepresentation, ofThose, withDetails } from './maths/geometry/representations.ts'
import { unitRows } from './maths/algebra/unit-rows.ts'

/** How evenly hidden activations lie on the sphere of directions. Collapse to few directions brings it to 0. */
export const uniformity = defineProbe({
  id: 'uniformity',
  name: 'Uniformity',
  symbol: 'L_uniform',
  formula: String.raw`\ln \mathop{\mathbb{E}}_{i \ne j} e^{-t \lVert z_i - z_j \rVert^2}, \qquad z = \frac{h}{\lVert h \rVert}`,
  unit: 'nat',
  about:
    'Logarithm of the mean Gaussian potential between the directions of hidden activations: 0 where all point the ' +
    'same way, about −2t for directions spread uniformly in many dimensions. Together with alignment it ' +
    'distinguishes clusters from collapse',
  caveat:
    'Directions only, as they are: activations are not centered, so ReLU layers, all in one orthant, cannot reach ' +
    'the value of the uniform spread',
  estimator: 'Exact, over all pairs of different examples, in float64',
  edges:
    'Examples whose activations are all zero have no direction and are left out; the part left-out is their share. ' +
    'Absent with fewer than 2 others, and for layers that contain NaN or an infinity',
  reference: 'Wang & Isola 2020, arXiv:2005.10242',
  needs: ['hidden'],
  cost: 'pass',
  cadence: every(100),
  group: 'representations',
  output: scalars(),
  theory: [
    {
      label: 'Uniform spread in p dimensions, p → ∞',
      formula: String.raw`-2t`,
      value: null,
      reference: 'Wang & Isola 2020, arXiv:2005.10242',
    },
  ],
  options: [{ key: 't', about: 'Sharpness of the potential', type: 'number', default: 2, min: 0.01, max: 100 }],
  measure: ({ hidden }, { options }) =>
    withDetails<number>(
      eachOrdinaryRepresentation(hidden, (x, name) => {
        const { rows } = unitRows(x)
        if (rows.rows < 2) return absent(`Fewer than 2 examples have any activity in '${name}'`)
        const pairs = upperTriangle(squaredDistances(rows), rows.rows)
        const t = Number(options.t)
        const value = Math.log(pairs.reduce((sum, squared) => sum + Math.exp(-t * squared), 0) / pairs.length)
        return ofThose(value, rows.rows, x.rows)
      }),
    ),
})
