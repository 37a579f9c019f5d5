import { absent, every } from '#src/vocabulary/index.ts'
import { defineProbe, scalars } from './define.ts'
import { columnSpace, leading, type ColumnSpace } from './maths/algebra/column-space.ts'
import { roundingOf } from './maths/algebra/double.ts'
import type { LinearAlgebra } from './maths/algebra/linear-algebra.ts'
import { eachOrdinaryPair } from './maths/geometry/representations.ts'
import { mean } from './maths/algebra/mean.ts'

const VARIANTS = ['mean-correlation', 'mean-squared', 'svcca', 'pwcca'] as const
type Variant = (typeof VARIANTS)[number]

/** What SVCCA keeps of the variance. */
const KEPT = 0.99

/** How much of each hidden layer a linear map makes of a reference, whatever the directions' sizes. */
export const cca = defineProbe({
  id: 'cca',
  name: 'Canonical correlation',
  symbol: 'ρ̄_CCA',
  formula: String.raw`\frac{1}{k} \sum_{i=1}^{k} \rho_i, \qquad \rho = \text{singular values of } Q_X^{\mathsf{T}} Q_Y`,
  unit: '1',
  about:
    'Mean correlation of the best matched directions of hidden activations and of those of a reference, which is ' +
    'the network at step 0 unless --with names another. It is invariant under invertible linear maps: it compares ' +
    'which information is linearly accessible, not how large it is',
  caveat:
    'Needs many more examples than neurons, ten times as many to be quantitative: unrelated features of p neurons ' +
    'give a mean square of p/(n − 1), and with p and q directions kept, p + q − n + 1 of the correlations are 1 ' +
    'whatever the network does. Compare it with the null of shuffled examples. Directions of tiny variance count ' +
    'as much as large ones; SVCCA and PWCCA correct for that',
  estimator:
    'Exact singular value decompositions in float64. Directions below the rounding of the activations are ' +
    'dropped: max(n, p) ε σ₁ with ε of the type that they were stored in, or ½ ε ‖X‖ where that is coarser than float32. ' +
    'SVCCA keeps the leading directions with 99 % of the variance; PWCCA weights ρᵢ by how much of the present ' +
    'activations its canonical variable accounts for, Σⱼ|⟨hᵢ, xⱼ⟩|, so it is not symmetric in the two ' +
    'representations and a rotation of the present one changes it',
  edges:
    'Absent where either side spans n − 1 directions or more (as at n ≤ p), since every correlation is then 1; where ' +
    'activations do not vary; and for layers that contain NaN or an infinity',
  reference: 'Raghu et al. 2017, arXiv:1706.05806; Morcos et al. 2018, arXiv:1806.05759',
  needs: ['hidden', 'referenceHidden'],
  cost: 'pass',
  cadence: every(200),
  group: 'similarity',
  output: scalars({ range: [0, 1] }),
  nulls: ['shuffled-examples'],
  theory: [
    {
      label: 'Mean square for unrelated features',
      formula: String.raw`\mathbb{E}\,\overline{\rho^2} = \frac{\max(p, q)}{n - 1}`,
      value: null,
      reference: 'Muirhead 1982, Aspects of Multivariate Statistical Theory',
    },
  ],
  options: [
    {
      key: 'variant',
      about: 'Mean of ρ, mean of ρ², mean of ρ on 99 % of the variance (svcca), or weighted by variance (pwcca)',
      type: 'choice',
      default: 'mean-correlation',
      choices: VARIANTS,
    },
  ],
  measure: ({ hidden, referenceHidden }, { linalg, options }) =>
    eachOrdinaryPair<number>(hidden, referenceHidden, (x, y, name) => {
      const variant = options.variant as Variant
      const of = (matrix: typeof x) => {
        const space = columnSpace(matrix, roundingOf(matrix), linalg)
        return variant === 'svcca' ? leading(space, directionsOf(space.s)) : space
      }
      const [now, then] = [of(x), of(y)]
      const [most, fewest] = [Math.max(now.s.length, then.s.length), Math.min(now.s.length, then.s.length)]
      if (fewest === 0) return absent(`The activations of '${name}' do not vary over the probe batch`)
      if (most >= x.rows - 1) {
        return absent(`'${name}' spans ${most} directions of ${x.rows} examples: every correlation would be 1`)
      }
      return summary(now, then, variant, linalg)
    }),
})

function summary(x: ColumnSpace, y: ColumnSpace, variant: Variant, linalg: LinearAlgebra): number {
  const overlap = linalg.product(x.u, y.u, { a: true })
  if (variant !== 'pwcca') {
    const rho = linalg.singularValues(overlap).map((value) => Math.min(value, 1))
    return mean(variant === 'mean-squared' ? rho.map((value) => value * value) : rho)
  }
  const { u, s } = linalg.svd(overlap)
  // h = u_x · u are the canonical variables of x, so ⟨h_i, x_j⟩ is row i of uᵀ · s_x · v_xᵀ.
  const scaled = { ...u, data: u.data.map((value, at) => value * (x.s[Math.floor(at / u.cols)] ?? 0)) }
  const carried = linalg.product(scaled, x.v, { a: true, b: true })
  let sum = 0
  let total = 0
  carried.data.forEach((value: number, at: number) => {
    sum += Math.abs(value) * Math.min(s[Math.floor(at / carried.cols)] ?? 0, 1)
    total += Math.abs(value)
  })
  return sum / total
}

/** How many leading directions hold 99 % of the variance. */
function directionsOf(s: Float64Array): number {
  const total = s.reduce((sum, value) => sum + value * value, 0)
  let sum = 0
  const last = s.findIndex((value) => (sum += value * value) >= KEPT * total)
  return last + 1
}
