import { absent, every } from '#src/vocabulary/index.ts'
import { defineProbe, scalars } from './define.ts'
import { centeredGram } from './maths/algebra/gram.ts'
import { sumOfSquares } from './maths/algebra/norms.ts'
import { eachOrdinaryRepresentation } from './maths/geometry/representations.ts'

/** How many principal components carry the variance of hidden activations: the dimension of a cloud, not of a manifold. */
export const participationRatio = defineProbe({
  id: 'participation-ratio',
  name: 'Participation ratio',
  symbol: 'D_PR',
  formula: String.raw`\frac{\bigl(\sum_i \lambda_i\bigr)^2}{\sum_i \lambda_i^2}, \qquad \lambda = \operatorname{eig} \operatorname{Cov}(h)`,
  unit: '1',
  about:
    'Linear dimension of the centered activations on a fixed batch: p for p equal variances, 1 where one direction ' +
    'has all the variance. Rich training lowers it to about the dimension of the task, lazy training leaves it at ' +
    'that of the random features',
  caveat:
    'At most n − 1 for n examples, and biased low well below that: white noise in p neurons gives about np/(n + ' +
    'p). A curved manifold counts as more dimensions than it has. Insensitive to all but the largest variances',
  estimator: 'Exact, from trace and norm of the centered Gram matrix in float64; no decomposition',
  edges: 'Absent where activations do not vary over the batch, and for layers that contain NaN or an infinity',
  reference: 'Gao et al. 2017, bioRxiv 214262; Litwin-Kumar et al. 2017, Neuron 93, pp. 1153–1164',
  needs: ['hidden'],
  cost: 'pass',
  cadence: every(50),
  group: 'representations',
  output: scalars(),
  options: [],
  theory: [
    {
      label: 'White noise in p neurons',
      formula: String.raw`\frac{np}{n + p}`,
      value: null,
      reference: 'Marchenko & Pastur 1967, Math. USSR Sb. 1, 457',
    },
  ],
  measure: ({ hidden }, { linalg }) =>
    eachOrdinaryRepresentation<number>(hidden, (x, name) => {
      const { rows, data } = centeredGram(x, linalg)
      let trace = 0
      for (let i = 0; i < rows; i++) trace += data[i * rows + i] ?? 0
      if (trace === 0) return absent(`The activations of '${name}' do not vary over the probe batch`)
      return trace ** 2 / sumOfSquares(data)
    }),
})
